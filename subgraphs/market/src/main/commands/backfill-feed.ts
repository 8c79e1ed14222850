import type { Interval } from '@marketgraph/vocabulary';
import type { PriceFeed } from '../../domain/price-feed.ts';
import { announceInstruments, backfill as backfillHistory } from '../../pipeline/ingest-announce.ts';
import { archiveNames, isArchiveName, openArchive } from '../candle-archives.ts';
import { BadArguments } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { planFeeds } from '../feed-plan.ts';
import { readAddresses, readFeedsConfig } from '../feeds-config.ts';
import type { LivePlace, StreamName } from '../live-feeds.ts';
import { canServe, liveProviders } from '../live-providers.ts';
import { openFeeds } from '../market-feeds.ts';
import { backfillArchive } from './backfill-archive.ts';

/** What is said of a feed whose past is asked for. */
export interface FeedToBackfill {
  readonly positionals: readonly string[];
  readonly symbol?: string | undefined;
  readonly source?: string | undefined;
  readonly interval?: Interval | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** A provider that tells the past to everybody, or a configured feed that has a history of its own. */
export function backfillFeed(name: string, asked: FeedToBackfill, place: CommandPlace): Promise<boolean> {
  if (isArchiveName(name)) return backfillPast(name, asked, place);
  refuseRange(asked);
  return backfillHistoryOf(name, asked, place);
}

export function refuseRange({ from, to }: FeedToBackfill): void {
  const names = archiveNames.join(', ');
  if (from !== undefined || to !== undefined) throw new BadArguments(`--from and --to: are for --feed with one of ${names}.`);
}

async function backfillPast(
  name: StreamName,
  { positionals, symbol, source, interval, from, to }: FeedToBackfill,
  place: CommandPlace,
): Promise<boolean> {
  if (positionals.length > 0 || source !== undefined) throw new BadArguments('--feed: takes neither files nor --source.');
  if (symbol !== undefined && !canServe(name, symbol)) throw new BadArguments(`--symbol: ${symbol} is nothing that ${name} has.`);
  const archive = openArchive(name, readAddresses(place.env), feedPlace(place));
  if (!archive) throw new BadArguments(`--feed: ${name} tells no candles of the past.`);
  const symbols = symbol === undefined ? followedBy(name, place) : [symbol];
  return backfillArchive({ archive, symbols, interval: interval ?? null, from: from ?? null, to: to ?? null }, place);
}

async function backfillHistoryOf(name: string, { positionals, symbol, source }: FeedToBackfill, place: CommandPlace): Promise<boolean> {
  if (positionals.length > 0 || symbol !== undefined || source !== undefined) {
    throw new BadArguments('--feed: takes neither files nor --symbol or --source.');
  }
  const { feeds } = await openFeeds(readFeedsConfig(place.env), feedPlace(place));
  const feed = feeds.find((one) => one.name === name);
  if (!feed)
    throw new BadArguments(`--feed: ${JSON.stringify(name)} is not configured; there are ${feeds.map((one) => one.name).join(', ')}.`);
  if (!feed.history) throw new BadArguments(`--feed: ${name} knows no history.`);
  const { history, instruments } = await place.market();
  if (await history.hasHistory(name)) {
    place.print(`${name}: was backfilled before; nothing changed.`);
    return true;
  }
  const options = { log: await place.log(), clock: place.clock, instruments, history };
  await announceInstruments(feed, options);
  await backfillHistory(toldBySymbol(feed, place), options);
  place.print(`${name}: the history of ${feed.instruments.length} instruments is written.`);
  return true;
}

/** What it follows here, else what it follows where nobody says what. */
function followedBy(name: StreamName, { env }: CommandPlace): readonly string[] {
  const isConfigured = (env['FEEDS'] ?? '').split(',').some((word) => word.trim() === name);
  return (isConfigured && planFeeds(readFeedsConfig(env)).live.get(name)) || liveProviders[name].symbols;
}

function feedPlace({ clock, logger, metrics }: CommandPlace): LivePlace {
  return { clock, logger, metrics, random: Math.random };
}

/** A feed whose history tells which symbol it has come to. */
function toldBySymbol(feed: PriceFeed, place: CommandPlace): PriceFeed {
  const { name, instruments } = feed;
  const history = async function* () {
    const told = new Set<string>();
    for await (const chunk of feed.history?.() ?? []) {
      place.signal.throwIfAborted();
      if (!told.has(chunk.symbol)) place.tell(`${name}: ${chunk.symbol}, ${told.add(chunk.symbol).size} of ${instruments.length}`);
      yield chunk;
    }
  };
  return { name, instruments, open: (...args) => feed.open(...args), history };
}
