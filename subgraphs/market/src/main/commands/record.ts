import { access, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { BadArguments, command } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { readAddresses } from '../feeds-config.ts';
import { isStreamName, type StreamName, streamNames } from '../live-feeds.ts';
import { canServe, liveProviders } from '../live-providers.ts';
import { recordSession } from './record-session.ts';

const HELP = `Records a live feed, frame by frame as it was sent and received, into a folder that FEEDS=recording plays.

  npm run record -- coinbase BTC-USD ETH-USD
  npm run record -- kraken BTC-USD --minutes 10 --to recordings/kraken

The provider is one of ${streamNames.join(', ')}; without symbols its own list is recorded (docs/providers.md).

  --minutes N    ends by itself; without it, Ctrl-C ends it
  --to DIR       where to; by default a folder of its own in DATA_DIR/recordings

Addresses and keys are those of the environment (docs/configuration.md). No key is written down.`;

const MINUTE_MS = 60_000;

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
