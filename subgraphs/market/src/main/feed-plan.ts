import { type FeedName, type LiveFeedName, liveFeedNames } from '@marketgraph/service';
import type { DisabledFeed } from '../pipeline/disabled-feeds.ts';
import { listings } from '../providers/simulator/listings.ts';
import { canServe, liveProviders } from './live-providers.ts';
import type { SymbolChoice } from './symbol-choices.ts';

/** Which feed is to follow what. */
export interface FeedPlan {
  /** In the order of FEEDS; those that are disabled are not among them. */
  readonly live: ReadonlyMap<LiveFeedName, readonly string[]>;
  readonly disabled: readonly DisabledFeed[];
  /** The sources of a symbol that several live feeds can serve, in order of preference. */
  readonly sources: ReadonlyMap<string, readonly LiveFeedName[]>;
  /** Of simulator and recordings, which have lists of their own. */
  plays(feed: 'simulator' | 'recording', symbol: string): boolean;
}

/** As much of the configuration as a plan needs. */
export interface PlannedConfig {
  readonly FEEDS: readonly FeedName[];
  readonly SYMBOLS?: readonly SymbolChoice[] | undefined;
  readonly FINNHUB_API_KEY?: string | undefined;
  readonly ALPHA_VANTAGE_API_KEY?: string | undefined;
}

export function planFeeds(read: PlannedConfig): FeedPlan {
  const disabled = read.FEEDS.filter(isLive).filter((name) => missingKey(read, name) !== null);
  const feedsOf = (choice: SymbolChoice) => liveFeedsOf(choice, read.FEEDS).filter((name) => !disabled.includes(name));
  const ways = new Map((read.SYMBOLS ?? usualChoices(read.FEEDS)).map((choice) => [choice.symbol, feedsOf(choice)] as const));
  const symbolsOf = (name: LiveFeedName) => [...ways].flatMap(([symbol, feeds]) => (feeds.includes(name) ? [symbol] : []));
  const open = read.FEEDS.filter(isLive).filter((name) => !disabled.includes(name));
  return {
    live: new Map(open.map((name) => [name, symbolsOf(name)])),
    disabled: disabled.map((name) => ({ name, reason: `Set ${missingKey(read, name)} to use it.` })),
    sources: new Map([...ways].filter(([, feeds]) => feeds.length > 1)),
    plays: (feed, symbol) => isPlayed(feed, symbol, read.SYMBOLS, ways),
  };
}

/** What is followed where nobody says what. */
function usualChoices(feeds: readonly FeedName[]): SymbolChoice[] {
  const usual = feeds.filter(isLive).flatMap((name) => liveProviders[name].symbols);
  // Each symbol comes from those that list it, not from all that could.
  return [...new Set(usual)].map((symbol) => ({
    symbol,
    feeds: feeds.filter((name) => isLive(name) && liveProviders[name].symbols.includes(symbol)),
  }));
}

/** Prices that nobody pays now do not mix with those of a market: what a live feed follows is played only where that is asked for by name. */
function isPlayed(
  feed: 'simulator' | 'recording',
  symbol: string,
  choices: readonly SymbolChoice[] | undefined,
  ways: ReadonlyMap<string, readonly LiveFeedName[]>,
): boolean {
  const choice = choices?.find((one) => one.symbol === symbol);
  if (choices && !choice) return false;
  return choice?.feeds ? choice.feeds.includes(feed) : (ways.get(symbol)?.length ?? 0) === 0;
}

/** What SYMBOLS says that FEEDS cannot do, a sentence each. What recordings hold is known only once they are read. */
export function faultsOfPlan({ FEEDS, SYMBOLS = [] }: PlannedConfig): string[] {
  return SYMBOLS.flatMap((choice) => {
    const fault = faultOfNames(choice, FEEDS) ?? (FEEDS.includes('recording') ? null : faultOfService(choice, FEEDS));
    return fault === null ? [] : [fault];
  });
}

function faultOfNames({ symbol, feeds }: SymbolChoice, configured: readonly FeedName[]): string | null {
  if (!feeds) return null;
  const absent = feeds.filter((name) => !configured.includes(name));
  if (absent.length > 0) return `${symbol} is to come from ${absent.join(', ')}, which FEEDS does not name.`;
  const unable = feeds.filter((name) => isLive(name) && !canServe(name, symbol));
  if (unable.length > 0) return `${symbol} is nothing that ${unable.join(' or ')} has.`;
  const isMixed = feeds.some(isLive) && !feeds.every(isLive);
  return isMixed ? `${symbol} comes from live feeds or from others, not from both.` : null;
}

function faultOfService(choice: SymbolChoice, configured: readonly FeedName[]): string | null {
  const isSimulated =
    (choice.feeds ?? configured).includes('simulator') && listings.some(({ instrument }) => instrument.symbol === choice.symbol);
  if (isSimulated || liveFeedsOf(choice, configured).length > 0) return null;
  return `${choice.symbol} is nothing that ${(choice.feeds ?? configured).join(' or ')} has.`;
}

/** Those that can serve it, in order of preference. */
export function liveFeedsOf({ symbol, feeds }: SymbolChoice, configured: readonly FeedName[]): LiveFeedName[] {
  return (feeds ?? configured).filter(isLive).filter((name) => canServe(name, symbol));
}

/** The variable to set; null where nothing is missing. */
function missingKey(read: PlannedConfig, name: LiveFeedName): string | null {
  const { key } = liveProviders[name];
  return key === null || read[key] ? null : key;
}

function isLive(name: FeedName): name is LiveFeedName {
  return liveFeedNames.some((known) => known === name);
}
