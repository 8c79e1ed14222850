import type { Log } from '@marketgraph/bus';
import { type Database, databasePart, openDatabase } from '@marketgraph/postgres';
import type { Clock, Env, Logger, Metrics, Part } from '@marketgraph/service';
import type { SubgraphApi } from '@marketgraph/subgraph-server';
import type { Viewer } from '@marketgraph/vocabulary';
import type { NewsContext } from '../graphql/context.ts';
import { createLoaders, type Readers } from '../graphql/loaders.ts';
import { buildNewsSchema } from '../graphql/schema.ts';
import { retention } from '../jobs/retention.ts';
import { computeSignals } from '../pipeline/compute-signals.ts';
import { projectPrices } from '../pipeline/project-prices.ts';
import { scoreArticles } from '../pipeline/score-articles.ts';
import { afinnWords } from '../providers/lexicon/afinn.ts';
import { ArticleReader } from '../storage/article-reader.ts';
import { InstrumentStore } from '../storage/instrument-store.ts';
import { MentionReader } from '../storage/mention-reader.ts';
import { model } from '../storage/model.ts';
import { SentimentReader } from '../storage/sentiment-reader.ts';
import { SignalReader } from '../storage/signal-reader.ts';
import { SymbolStates } from '../storage/symbol-states.ts';
import { newsFeeds } from './news-feeds.ts';

export interface NewsSentimentResources {
  readonly databaseUrl: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly env: Env;
}

export interface NewsSentiment {
  readonly api: SubgraphApi;
  /** What the API depends on. */
  readonly apiParts: Part[];
  readonly analysis: Part[];
  close(): Promise<void>;
}

/** Needs no database: for composition, and for comparing with the committed SDL. */
export function buildNewsSentimentSchema(): ReturnType<typeof buildNewsSchema> {
  return buildNewsSchema();
}

export async function openNewsSentiment(resources: NewsSentimentResources): Promise<NewsSentiment> {
  const { databaseUrl, clock } = resources;
  const logger = resources.logger.child({ part: 'news-sentiment' });
  const database = await openDatabase({ ...model, url: databaseUrl, logger });
  const readers = openReaders(database, clock);
  const storage = databasePart('news-sentiment database', database);
  return {
    api: { name: 'news-sentiment', ...(await buildNewsSchema()), createContext: (viewer) => createContext(readers, viewer) },
    apiParts: [storage],
    analysis: [storage, ...analysisParts(resources, database, readers, logger)],
    close: () => database.close(),
  };
}

function analysisParts(resources: NewsSentimentResources, database: Database, readers: Readers, logger: Logger): Part[] {
  const { log, clock, env } = resources;
  const { instruments, sentiments, states } = readers;
  return [
    projectPrices({ log, database, instruments }),
    scoreArticles({ log, database, instruments, words: afinnWords, clock }),
    computeSignals({ log, database, sentiments, states }),
    newsFeeds({ env, log, clock, logger, instruments }),
    retention({ sql: database.pool, clock, logger }),
  ];
}

function openReaders({ dataSource, pool }: Database, clock: Clock): Readers {
  return {
    articles: new ArticleReader(dataSource),
    mentions: new MentionReader(dataSource),
    instruments: new InstrumentStore(pool),
    sentiments: new SentimentReader(pool),
    signals: new SignalReader(dataSource),
    states: new SymbolStates(pool),
    now: () => clock.now(),
  };
}

function createContext(readers: Readers, viewer: Viewer | null): NewsContext {
  const { articles, sentiments, signals } = readers;
  return { viewer, articles, sentiments, signals, loaders: createLoaders(readers) };
}
