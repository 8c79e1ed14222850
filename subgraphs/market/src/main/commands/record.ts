import { access, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { instrumentOfSymbol } from '../../domain/instrument-directory.ts';
import { SessionFile } from '../../providers/recording/session-file.ts';
import { tappedVenue } from '../../providers/recording/tapped-venue.ts';
import { redaction } from '../../providers/rest/redact.ts';
import { StreamFeed } from '../../providers/stream/stream-feed.ts';
import { BadArguments, command } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { type FeedsConfig, readAddresses, secretsIn } from '../feeds-config.ts';
import { isStreamName, openVenue, type StreamName, streamNames } from '../live-feeds.ts';
import { canServe, liveProviders } from '../live-providers.ts';
import { Progress } from './progress.ts';

const HELP = `Records a live feed, frame by frame as it was sent and received, into a folder that FEEDS=recording plays.

  npm run record -- coinbase BTC-USD ETH-USD
  npm run record -- kraken BTC-USD --minutes 10 --to recordings/kraken

The provider is one of ${streamNames.join(', ')}; without symbols its own list is recorded (docs/providers.md).

  --minutes N    ends by itself; without it, Ctrl-C ends it
  --to DIR       where to; by default a folder of its own in DATA_DIR/recordings

Addresses and keys are those of the environment (docs/configuration.md). No key is written down.`;

const MINUTE_MS = 60_000;
const DRAW_MS = 250;
/** More than this does not wait in memory for a slow disk. */
const MAX_WAITING = 16 * 1024 * 1024;

const given = z.object({
  minutes: z.coerce.number('is no number of minutes.').positive('is to be more than 0.').max(100_000, 'is too long.').optional(),
  to: z.string().min(1, 'names no folder.').optional(),
  positionals: z.array(z.string()),
});

export const record = command({
  name: 'record',
  help: HELP,
  options: { minutes: { type: 'string' }, to: { type: 'string' } },
  given,
  async work({ positionals: [word, ...symbols], minutes, to }, place) {
    const provider = providerOf(word);
    const wanted = symbolsOf(provider, symbols);
    const read = readAddresses(place.env);
    const { key } = liveProviders[provider];
    if (key !== null && !read[key]) throw new BadArguments(`${provider} needs a key: set ${key}.`);
    const directory = await newFolder(to ?? usualFolder(provider, place));
    const ended = new AbortController();
    const signal = AbortSignal.any([place.signal, ended.signal]);
    if (minutes !== undefined) void place.clock.sleep(minutes * MINUTE_MS, signal).then(() => ended.abort());
    return recordSession({ provider, symbols: wanted, read, directory, place, signal });
  },
});

interface Session {
  readonly provider: StreamName;
  readonly symbols: readonly string[];
  readonly read: FeedsConfig;
  readonly directory: string;
  readonly place: CommandPlace;
  readonly signal: AbortSignal;
}

async function recordSession({ provider, symbols, read, directory, place, signal }: Session): Promise<boolean> {
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

function providerOf(word: string | undefined): StreamName {
  if (word === undefined) throw new BadArguments(`Name a provider: ${streamNames.join(', ')}.`);
  if (isStreamName(word)) return word;
  const reason = word in liveProviders ? 'has no stream that could be recorded' : 'is no provider';
  throw new BadArguments(`${JSON.stringify(word)} ${reason}; there are ${streamNames.join(', ')}.`);
}

function symbolsOf(provider: StreamName, words: readonly string[]): readonly string[] {
  const unknown = words.filter((word) => !canServe(provider, word));
  if (unknown.length > 0)
    throw new BadArguments(`${unknown.map((word) => JSON.stringify(word)).join(', ')} is nothing that ${provider} has.`);
  return words.length > 0 ? [...new Set(words)] : liveProviders[provider].symbols;
}

function usualFolder(provider: string, { env, clock }: CommandPlace): string {
  const at = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return join(env['DATA_DIR'] || '.data', 'recordings', `${provider}-${at}`);
}

async function newFolder(path: string): Promise<string> {
  const directory = resolve(path);
  const isTaken = await access(join(directory, 'recording.json')).then(
    () => true,
    () => false,
  );
  if (isTaken) throw new BadArguments(`--to: ${directory} holds a recording already.`);
  await mkdir(join(directory, 'ws'), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new BadArguments(`--to: ${directory} cannot be made (${error.code}).`);
  });
  return directory;
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
