import DataLoader from 'dataloader';
import type { Article, Mention } from '../domain/article.ts';
import { type SentimentSummary, summarise } from '../domain/sentiment-summary.ts';
import type { Signal } from '../domain/signals/signal.ts';
import type { ArticleReader } from '../storage/article-reader.ts';
import type { InstrumentStore } from '../storage/instrument-store.ts';
import type { MentionReader, NewsPage } from '../storage/mention-reader.ts';
import type { SentimentReader } from '../storage/sentiment-reader.ts';
import type { SignalReader } from '../storage/signal-reader.ts';
import type { SymbolStates } from '../storage/symbol-states.ts';

export interface Readers {
  readonly articles: ArticleReader;
  readonly mentions: MentionReader;
  readonly instruments: InstrumentStore;
  readonly sentiments: SentimentReader;
  readonly signals: SignalReader;
  readonly states: SymbolStates;
  /** The clock of live data. */
  now(): number;
}

export interface WindowKey {
  readonly symbol: string;
  readonly windowMs: number;
}

/** Rows of one statement become objects in one piece of work: of some 10 us each, others wait no longer than a millisecond. */
const AT_ONCE = { maxBatchSize: 100 };

/** One set for each request: every read of the same kind within a tick becomes one statement. */
export interface Loaders {
  readonly article: DataLoader<string, Article | null>;
  readonly mentions: DataLoader<string, Mention[]>;
  readonly name: DataLoader<string, string | null>;
  readonly now: DataLoader<string, number>;
  readonly news: DataLoader<NewsPage, string[], string>;
  readonly sentiment: DataLoader<WindowKey, SentimentSummary | null, string>;
  readonly signal: DataLoader<string, Signal | null>;
  readonly latestSignal: DataLoader<string, Signal | null>;
}

export function createLoaders(readers: Readers): Loaders {
  const now = new DataLoader((symbols: readonly string[]) => instants(readers, symbols));
  return {
    now,
    article: new DataLoader(async (ids) => inOrder(ids, await readers.articles.byIds(ids), (article) => article.articleId), AT_ONCE),
    mentions: new DataLoader(async (ids) => {
      const found = await readers.mentions.ofArticles(ids);
      return ids.map((id) => found.get(id) ?? []);
    }, AT_ONCE),
    name: new DataLoader(async (symbols) => {
      const names = await readers.instruments.names(symbols);
      return symbols.map((symbol) => names.get(symbol) ?? null);
    }),
    news: new DataLoader((pages) => readers.mentions.pages(pages), { cacheKeyFn: (page) => JSON.stringify(page) }),
    sentiment: new DataLoader((keys) => summaries(readers, now, keys), { cacheKeyFn: ({ symbol, windowMs }) => `${windowMs} ${symbol}` }),
    signal: new DataLoader(async (ids) => inOrder(ids, await readers.signals.byIds(ids), (signal) => signal.signalId), AT_ONCE),
    latestSignal: new DataLoader(
      async (symbols) => inOrder(symbols, await readers.signals.latest(symbols), (signal) => signal.symbol),
      AT_ONCE,
    ),
  };
}

/** "Now" of a recording is where its playback stands: a window of 2013 must not end today. */
async function instants({ states, now }: Readers, symbols: readonly string[]): Promise<number[]> {
  const found = await states.of(symbols);
  return symbols.map((symbol) => {
    const state = found.get(symbol);
    return state?.provenance === 'REPLAYED' ? state.seenAt : now();
  });
}

async function summaries(
  readers: Readers,
  now: DataLoader<string, number>,
  keys: readonly WindowKey[],
): Promise<(SentimentSummary | null)[]> {
  const ends = await Promise.all(keys.map(({ symbol }) => now.load(symbol)));
  const windows = keys.flatMap(({ symbol, windowMs }, index) => {
    const end = ends[index] ?? 0;
    return [
      { symbol, from: end - windowMs, to: end },
      { symbol, from: end - 2 * windowMs, to: end - windowMs },
    ];
  });
  const found = await readers.sentiments.windows(windows);
  return keys.map((_, index) => summarise(found[2 * index] ?? null, found[2 * index + 1] ?? null));
}

function inOrder<T>(keys: readonly string[], found: readonly T[], keyOf: (item: T) => string): (T | null)[] {
  const byKey = new Map(found.map((item) => [keyOf(item), item]));
  return keys.map((key) => byKey.get(key) ?? null);
}
