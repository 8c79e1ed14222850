import { type Clock, type Env, Fault, feedsConfig, type Logger, readConfig } from '@marketgraph/service';
import { z } from 'zod';
import type { PriceFeed } from '../domain/price-feed.ts';
import { openRecordings } from '../providers/recording/open-recordings.ts';
import { readRecordedFactors } from '../providers/recording/recorded-factors.ts';
import { SimulatorFeed } from '../providers/simulator/simulator-feed.ts';

const served = ['simulator', 'recording'] as const;

const config = z
  .object({
    ...feedsConfig,
    /** The same seed makes the same market. */
    SIMULATOR_SEED: z.coerce.number().int().min(0).max(0xffff_ffff).default(20_261_120),
  })
  .superRefine((read, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const unserved = read.FEEDS.filter((name) => !served.some((known) => known === name));
    if (unserved.length > 0) fault('FEEDS', `${unserved.join(', ')} is not served yet; served are ${served.join(' and ')}.`);
    if (read.FEEDS.length === 0) fault('FEEDS', `names no feed; served are ${served.join(' and ')}.`);
    if (read.FEEDS.includes('recording') && !read.RECORDINGS_DIR)
      fault('RECORDINGS_DIR', 'is needed to play recordings (FEEDS=recording).');
    if (read.RECORDING_SPEED === 'max' && read.RECORDING_TIMES === 'now') {
      fault('RECORDING_TIMES', 'now needs a speed to move by: it cannot be combined with RECORDING_SPEED=max.');
    }
  });

export type FeedsConfig = z.infer<typeof config>;

/** All faults at once, before anything is opened. */
export function readFeedsConfig(env: Env): FeedsConfig {
  return readConfig(config, env);
}

/** Splits and dividends that the configured recording names. */
export function recordedFactors({ FEEDS, RECORDINGS_DIR: directory }: FeedsConfig) {
  return FEEDS.includes('recording') && directory ? readRecordedFactors(directory) : Promise.resolve([]);
}

export async function openFeeds(read: FeedsConfig, { clock, logger }: { clock: Clock; logger: Logger }): Promise<PriceFeed[]> {
  const feeds: PriceFeed[] = [];
  const symbols = read.SYMBOLS ? { symbols: read.SYMBOLS } : {};
  if (read.FEEDS.includes('simulator')) feeds.push(new SimulatorFeed({ clock, seed: read.SIMULATOR_SEED, ...symbols }));
  if (read.FEEDS.includes('recording') && read.RECORDINGS_DIR) {
    const { RECORDINGS_DIR: directory, RECORDING_SPEED: speed, RECORDING_TIMES: times } = read;
    feeds.push(...(await openRecordings({ directory, speed, times, clock, logger, ...symbols })));
  }
  if (feeds.some(({ instruments }) => instruments.length > 0)) return feeds;
  throw new Fault('BAD_CONFIG', 'FEEDS and SYMBOLS leave no instrument to serve.', false);
}
