import { Fault } from '@marketgraph/service';
import type { PriceFeed } from '../domain/price-feed.ts';
import type { OpenedFeeds } from '../pipeline/ingest.ts';
import { openRecordings } from '../providers/recording/open-recordings.ts';
import { readRecordedFactors } from '../providers/recording/recorded-factors.ts';
import { listings } from '../providers/simulator/listings.ts';
import { SimulatorFeed } from '../providers/simulator/simulator-feed.ts';
import { type FeedPlan, liveFeedsOf, planFeeds } from './feed-plan.ts';
import type { FeedsConfig } from './feeds-config.ts';
import { type LivePlace, openLiveFeed } from './live-feeds.ts';

/** Splits and dividends that the configured recording names. */
export function recordedFactors({ FEEDS, RECORDINGS_DIR: directory }: FeedsConfig) {
  return FEEDS.includes('recording') && directory ? readRecordedFactors(directory) : Promise.resolve([]);
}

export async function openFeeds(read: FeedsConfig, place: LivePlace, plan = planFeeds(read)): Promise<OpenedFeeds> {
  const feeds: PriceFeed[] = [];
  for (const name of read.FEEDS) {
    if (name === 'simulator') feeds.push(openSimulator(read, plan, place));
    else if (name === 'recording') feeds.push(...(await openRecorded(read, plan, place)));
    else if (plan.live.has(name)) feeds.push(openLiveFeed(name, plan.live.get(name) ?? [], read, place));
  }
  requireInstruments(read, plan, feeds);
  return { feeds, disabled: plan.disabled };
}

function openSimulator({ SIMULATOR_SEED: seed }: FeedsConfig, plan: FeedPlan, { clock }: LivePlace): PriceFeed {
  const symbols = listings.map(({ instrument }) => instrument.symbol).filter((symbol) => plan.plays('simulator', symbol));
  return new SimulatorFeed({ clock, seed, symbols });
}

async function openRecorded(read: FeedsConfig, plan: FeedPlan, { clock, logger }: LivePlace): Promise<PriceFeed[]> {
  const { RECORDINGS_DIR: directory, RECORDING_SPEED: speed, RECORDING_TIMES: times } = read;
  if (!directory) return [];
  return openRecordings({ directory, speed, times, clock, logger, plays: (symbol) => plan.plays('recording', symbol) });
}

/** A symbol that nobody has is a mistake of whoever wrote it; what a recording holds is known only now. */
function requireInstruments({ FEEDS, SYMBOLS = [] }: FeedsConfig, { disabled }: FeedPlan, feeds: readonly PriceFeed[]): void {
  const served = new Set(feeds.flatMap(({ instruments }) => instruments.map(({ symbol }) => symbol)));
  const missing = SYMBOLS.filter((choice) => !served.has(choice.symbol) && liveFeedsOf(choice, FEEDS).length === 0);
  const [first] = missing;
  if (first) {
    const names = missing.map(({ symbol }) => symbol).join(', ');
    throw new Fault('BAD_CONFIG', `SYMBOLS: ${names} is nothing that ${FEEDS.join(' or ')} has.`, false);
  }
  if (served.size > 0 || disabled.length > 0) return;
  throw new Fault('BAD_CONFIG', 'FEEDS and SYMBOLS leave no instrument to serve.', false);
}
