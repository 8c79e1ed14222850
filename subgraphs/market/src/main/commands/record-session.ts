import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instrumentOfSymbol } from '../../domain/instrument-directory.ts';
import { SessionFile } from '../../providers/recording/session-file.ts';
import { tappedVenue } from '../../providers/recording/tapped-venue.ts';
import { redaction } from '../../providers/rest/redact.ts';
import { StreamFeed } from '../../providers/stream/stream-feed.ts';
import type { CommandPlace } from '../command-place.ts';
import { type FeedsConfig, secretsIn } from '../feeds-config.ts';
import { openVenue, type StreamName } from '../live-feeds.ts';
import { Progress } from './progress.ts';

const DRAW_MS = 250;
/** More than this does not wait in memory for a slow disk. */
const MAX_WAITING = 16 * 1024 * 1024;

export interface Session {
  readonly provider: StreamName;
  readonly symbols: readonly string[];
  readonly read: FeedsConfig;
  readonly directory: string;
  readonly place: CommandPlace;
  readonly signal: AbortSignal;
}

/** Records until the signal aborts; false when no price came. */
export async function recordSession({ provider, symbols, read, directory, place, signal }: Session): Promise<boolean> {
  const { clock, logger, metrics } = place;
  const name = `ws/${provider}.jsonl.gz`;
  await writeList(directory, provider, symbols, name, clock.now());
  const file = new SessionFile(join(directory, name), redaction(secretsIn(read)));
  const random = Math.random;
  const venue = tappedVenue(openVenue(provider, read, { clock, logger, metrics, random }), file, clock);
  const instruments = symbols.flatMap((symbol) => instrumentOfSymbol(symbol) ?? []);
  const feed = new StreamFeed(venue, { instruments, clock, random, logger, metrics });
  const told = await follow(feed, file, place, signal);
  await file.written();
  place.print(`${directory}: ${file.frames} frames with ${told.prices} prices, ${megabytes(file.bytes)}.`);
  if (told.prices === 0) place.tell(`No price came${told.detail === null ? '' : `: ${told.detail}`}`);
  else place.print(`FEEDS=recording RECORDINGS_DIR=${directory} npm start plays it.`);
  return told.prices > 0;
}

interface Told {
  state: string;
  detail: string | null;
  prices: number;
}

/** Until the signal aborts. */
async function follow(feed: StreamFeed, file: SessionFile, place: CommandPlace, signal: AbortSignal): Promise<Told> {
  const told: Told = { state: 'CONNECTING', detail: null, prices: 0 };
  const drawing = new AbortController();
  const drawn = draw(told, file, place, AbortSignal.any([signal, drawing.signal]));
  try {
    for await (const item of feed.open(null, signal)) {
      if ('state' in item) [told.state, told.detail] = [item.state, item.detail];
      else told.prices += item.trades.length + item.quotes.length;
      if (file.waiting > MAX_WAITING) await file.written();
      if (file.failure !== undefined) throw file.failure;
    }
  } finally {
    drawing.abort();
    await drawn;
  }
  return told;
}

/** Also while nothing comes: that is worth seeing, too. */
async function draw(told: Told, file: SessionFile, { clock, stderr }: CommandPlace, signal: AbortSignal): Promise<void> {
  const progress = new Progress(stderr, () => clock.now());
  while (!signal.aborted) {
    const { state, detail, prices } = told;
    const why = detail === null ? '' : ` (${detail})`;
    progress.show(null, `${state}${why}, ${file.frames} frames, ${prices} prices, ${megabytes(file.bytes)}`);
    await clock.sleep(DRAW_MS, signal);
  }
  progress.done();
}

/** First of all, so that whatever ends it leaves a folder that can be played. */
function writeList(directory: string, provider: string, symbols: readonly string[], file: string, now: number): Promise<void> {
  const description = `${provider}, ${symbols.join(', ')}, recorded from ${new Date(now).toISOString()} on`;
  const list = { description, streams: [{ file, kind: 'websocket', provider }] };
  return writeFile(join(directory, 'recording.json'), `${JSON.stringify(list, null, 2)}\n`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
