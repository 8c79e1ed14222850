import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writeHeadlines } from './headlines.ts';
import { ledgerLine } from './ledger-file.ts';
import { TAPE_START, type TapeOptions, tape } from './tape.ts';
import { frameOf } from './venue-frames.ts';

const CHUNK = 1 << 20;

export interface Written {
  /** Different trades. */
  readonly trades: number;
  /** Messages, repeats included. */
  readonly messages: number;
  readonly headlines: number;
}

export interface SessionOptions extends TapeOptions {
  /** Whether there is news, too. */
  readonly news?: boolean;
}

/** Writes the recorded sessions for the system (`recordings/`), and for nobody else what is in them (`ledger.csv`). */
export function writeSession(directory: string, options: SessionOptions): Written {
  const recordings = join(directory, 'recordings');
  mkdirSync(recordings, { recursive: true });
  const venues = ['coinbase', 'binance'] as const;
  const streams = venues.map((provider) => ({ file: `${provider}.jsonl`, kind: 'websocket', provider }));
  const news = options.news ? [{ file: 'headlines.jsonl', kind: 'news' }] : [];
  writeFileSync(join(recordings, 'recording.json'), JSON.stringify({ streams: [...streams, ...news] }));
  const headlines = options.news ? writeHeadlines(directory, options) : 0;
  const sessions = { coinbase: new Lines(join(recordings, 'coinbase.jsonl')), binance: new Lines(join(recordings, 'binance.jsonl')) };
  for (const venue of venues) sessions[venue].add(JSON.stringify({ t: TAPE_START / 1_000, connect: `wss://${venue}.invalid` }));
  const ledger = new Lines(join(directory, 'ledger.csv'));
  let [trades, messages] = [0, 0];
  for (const told of tape(options)) {
    sessions[told.product.venue].add(JSON.stringify({ t: told.t / 1_000, recv: JSON.stringify(frameOf(told)) }));
    ledger.add(ledgerLine(told));
    messages += 1;
    if (!told.repeat) trades += 1;
  }
  for (const file of [...Object.values(sessions), ledger]) file.close();
  return { trades, messages, headlines };
}

class Lines {
  readonly #file: number;
  #text = '';

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  add(line: string): void {
    this.#text += `${line}\n`;
    if (this.#text.length > CHUNK) this.#write();
  }

  close(): void {
    this.#write();
    closeSync(this.#file);
  }

  #write(): void {
    writeSync(this.#file, this.#text);
    this.#text = '';
  }
}
