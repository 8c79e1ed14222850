// Many subscribers, each on a connection of its own: main.ts SETTINGS (JSON). Writes down what each hears and where it is connected (crowd.csv).
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../subscriber/connect.ts';

export interface CrowdSettings {
  readonly file: string;
  /** Of the gateways; half of the crowd begins at each, and who loses one goes to the next. */
  readonly urls: readonly string[];
  /** What each follows. */
  readonly symbols: readonly (readonly string[])[];
}

interface Report {
  readonly cursor: string;
  readonly symbol: string;
  readonly occurredAt: string;
  readonly price: string;
  readonly size: string;
  readonly timing: { readonly publishedAt: string };
}

interface Message {
  readonly data?: { readonly tradeReported?: Report | null; readonly liveCursor?: string | null } | null;
  readonly extensions?: { readonly stream?: { readonly gap?: unknown; readonly skipped?: number } };
}

const TEXT = `subscription($symbols: [String!]!, $after: Cursor) { tradeReported(symbols: $symbols, after: $after) {
  cursor symbol occurredAt price size timing { publishedAt } instrument { name signal { action } } } }`;
const SILENCE_MS = 2_000;
const PAUSE_MS = [50, 300] as const;

const settings: CrowdSettings = JSON.parse(process.argv[2] ?? '{}');
const file = createWriteStream(settings.file);
process.setMaxListeners(0);
process.once('SIGTERM', () => file.end(() => process.exit(0)));
await Promise.all(settings.symbols.map((symbols, index) => new Subscriber(index, symbols).live()));

class Subscriber {
  readonly #index: number;
  readonly #symbols: readonly string[];
  #after: string | null = null;

  constructor(index: number, symbols: readonly string[]) {
    this.#index = index;
    this.#symbols = symbols;
  }

  async live(): Promise<never> {
    for (let turn = this.#index; ; turn++) {
      const place = turn % settings.urls.length;
      await this.#listen(place).catch(() => undefined);
      this.#write('left', Date.now(), place);
      await sleep(PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0]));
    }
  }

  async #listen(place: number): Promise<void> {
    const connected = () => this.#write('at', Date.now(), place);
    const client = connect({ url: settings.urls[place] ?? '', silenceMs: SILENCE_MS, connected });
    const messages = (query: string, variables = {}) => client.iterate({ query, variables }) as AsyncIterable<Message>;
    try {
      // Where whoever has heard nothing begins.
      if (this.#after === null) for await (const { data } of messages('{ liveCursor }')) this.#after = data?.liveCursor ?? null;
      for await (const message of messages(TEXT, { symbols: this.#symbols, after: this.#after })) this.#hear(message);
    } finally {
      await client.dispose();
    }
  }

  #hear({ data, extensions }: Message): void {
    const now = Date.now();
    const { gap, skipped } = extensions?.stream ?? {};
    if (gap || skipped) this.#write('gap', now, JSON.stringify(gap ?? { skipped }));
    const report = data?.tradeReported;
    if (!report) {
      this.#write('error', now, '');
      return;
    }
    this.#after = report.cursor;
    const { symbol, occurredAt, price, size, timing } = report;
    this.#write('trade', now, Date.parse(timing.publishedAt), symbol, Date.parse(occurredAt), price, size);
  }

  #write(...values: readonly (string | number)[]): void {
    file.write(`${this.#index},${values.join(',')}\n`);
  }
}
