import { HOUR_MS, type UserError } from '@marketgraph/vocabulary';
import { mistake } from './outcome.ts';

/** A feed that asks its provider from time to time, as the process that leads it told last. */
export interface PolledFeed {
  readonly name: string;
  readonly symbols: readonly string[];
  /** What is left of its budget of calls, and when there will be more; null where nothing is known of it. */
  readonly budget: { readonly remaining: number; readonly resetsAt: number } | null;
  readonly toldAt: number;
}

/** What is asked of a feed out of turn, kept until the process that leads it takes it up. */
export interface FetchQueue {
  /** Those of the symbols that were not asked for already. */
  add(feed: string, symbols: readonly string[]): Promise<readonly string[]>;
}

/** Who polls. */
export interface PolledFeeds {
  all(): Promise<readonly PolledFeed[]>;
}

/** What to ask of whom, and what nobody can be asked for. */
export interface FetchPlan {
  readonly requests: readonly { readonly feed: PolledFeed; readonly symbols: readonly string[] }[];
  readonly spent: readonly PolledFeed[];
  readonly unpolled: readonly string[];
}

/** More would be all of them: leave the list out then. */
const MAX_SYMBOLS = 500;

/** Mistakes in the list of symbols; `isKnown` tells of instruments. */
export function mistakesIn(symbols: readonly string[] | null, isKnown: (symbol: string) => boolean): UserError[] {
  if (!symbols) return [];
  if (symbols.length === 0) return [mistake('INVALID', 'Name a symbol, or leave the list out to fetch all.', 'symbols')];
  if (symbols.length > MAX_SYMBOLS) return [mistake('INVALID', `At most ${MAX_SYMBOLS} symbols are fetched at once.`, 'symbols')];
  return symbols.flatMap((symbol, index) =>
    isKnown(symbol) ? [] : [mistake('NOT_FOUND', `There is no instrument ${shown(symbol)}.`, 'symbols', String(index))],
  );
}

/** What no process has led for so long is configured no more; a request for it would not be kept longer either. */
const FORGOTTEN_AFTER_MS = HOUR_MS;

export function stillPolled(feeds: readonly PolledFeed[], now: number): PolledFeed[] {
  return feeds.filter(({ toldAt }) => now - toldAt < FORGOTTEN_AFTER_MS);
}

/** Null asks for all that is polled. */
export function planRequests(symbols: readonly string[] | null, feeds: readonly PolledFeed[]): FetchPlan {
  const wanted = symbols && new Set(symbols);
  const polled = new Set(feeds.flatMap((feed) => feed.symbols));
  const asked = feeds
    .map((feed) => ({ feed, symbols: feed.symbols.filter((symbol) => !wanted || wanted.has(symbol)) }))
    .filter((request) => request.symbols.length > 0);
  return {
    requests: asked.filter(({ feed }) => !isSpent(feed)),
    spent: asked.filter(({ feed }) => isSpent(feed)).map(({ feed }) => feed),
    unpolled: [...(wanted ?? [])].filter((symbol) => !polled.has(symbol)),
  };
}

function isSpent({ budget }: PolledFeed): boolean {
  return budget !== null && budget.remaining <= 0;
}

/** A feed that was not heard of for so long is led by nobody: what it is asked for waits. */
const GONE_AFTER_MS = 60_000;

export interface FetchResult {
  readonly feed: PolledFeed;
  readonly asked: number;
  /** Of the symbols, how many the queue took up now. */
  readonly added: number;
}

/** What became of a plan, in sentences. */
export function detailOf(plan: FetchPlan, results: readonly FetchResult[], feeds: readonly PolledFeed[], now: number): string {
  if (feeds.length === 0) return 'No configured feed polls: prices of feeds that stream come by themselves.';
  const sentences = [
    ...results.map((result) => resultText(result, now)),
    ...plan.spent.map(({ name, budget }) => `The budget of ${name} is spent until ${timeText(budget?.resetsAt ?? now)}.`),
    plan.unpolled.length > 0 ? `No feed polls ${listed(plan.unpolled)}.` : '',
  ];
  return sentences.filter(Boolean).join(' ') || 'No feed that polls follows any instrument.';
}

function resultText({ feed, asked, added }: FetchResult, now: number): string {
  const again = asked > added ? ` ${counted(asked - added)} had been asked for already.` : '';
  const first =
    added > 0 ? `${feed.name} is asked for ${counted(added)}${callsText(feed, added)}.` : `${feed.name} is asked for nothing new.`;
  const waits = added > 0 && now - feed.toldAt > GONE_AFTER_MS ? ' No process leads it right now: the request waits for one.' : '';
  return first + again + waits;
}

/** A request for more than the budget allows is done as far as it goes. */
function callsText({ budget }: PolledFeed, added: number): string {
  return budget && budget.remaining < added ? `, of which its budget allows ${budget.remaining} before ${timeText(budget.resetsAt)}` : '';
}

function counted(count: number): string {
  return count === 1 ? '1 instrument' : `${count} instruments`;
}

const MOST_NAMED = 5;

function listed(symbols: readonly string[]): string {
  const named = symbols.slice(0, MOST_NAMED).map(shown).join(', ');
  return symbols.length > MOST_NAMED ? `${named} and ${symbols.length - MOST_NAMED} more` : named;
}

/** Somebody else's text: no more of it than a symbol may have. */
function shown(symbol: string): string {
  return symbol.length > 24 ? `${symbol.slice(0, 24)}...` : symbol;
}

function timeText(instant: number): string {
  return new Date(instant).toISOString();
}
