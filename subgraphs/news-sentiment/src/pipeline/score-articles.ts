import type { Batch, Log } from '@marketgraph/bus';
import type { AnyEvent, AnyNewEvent, MarketgraphEvent } from '@marketgraph/events';
import type { Clock, Part } from '@marketgraph/service';
import { isSymbol } from '@marketgraph/vocabulary';
import type { Article, Mention } from '../domain/article.ts';
import type { ListedInstrument } from '../domain/instrument.ts';
import { createLinker, type Linker } from '../domain/linking/link-instruments.ts';
import type { WordValues } from '../domain/scoring/find-hits.ts';
import type { Judgement } from '../domain/scoring/judge.ts';
import { LOCAL_MODEL, scoreArticle } from '../domain/scoring/score-article.ts';
import { storyKeyOf } from '../domain/story-key.ts';
import { firstReport, holdStories, knownArticles, saveArticle, saveDuplicate } from '../storage/article-writer.ts';
import type { InstrumentStore } from '../storage/instrument-store.ts';
import type { Sql } from '../storage/sql.ts';
import { consumeInGroup } from './consume-in-group.ts';
import type { Transactions } from './stores.ts';

export interface ScoringOptions {
  readonly log: Pick<Log, 'consume' | 'appendIn'>;
  readonly database: Transactions;
  readonly instruments: InstrumentStore;
  readonly words: WordValues;
  readonly clock: Pick<Clock, 'now'>;
}

interface Listing {
  readonly link: Linker;
  readonly names: ReadonlyMap<string, string>;
}

type Received = MarketgraphEvent<'ArticleReceived'>;

export function scoreArticles(options: ScoringOptions): Part {
  return consumeInGroup('article scorer', options.log, {
    group: 'news-articles',
    types: ['ArticleReceived'],
    maxEntries: 50,
    start: 'oldest',
    handle: (batch) => scoreBatch(options, batch),
  });
}

/** Article, mentions, event and acknowledgement commit together; an article that comes again changes nothing. */
export async function scoreBatch(options: ScoringOptions, batch: Batch): Promise<void> {
  const received = batch.events.map(({ event }) => event).filter(isReceived);
  const listing = listingOf(await options.instruments.all());
  await options.database.transaction(async (sql) => {
    await holdStories(sql);
    const known = await knownArticles(
      sql,
      received.map(({ payload }) => payload.articleId),
    );
    const events: AnyNewEvent[] = [];
    for (const event of received) {
      if (known.has(event.payload.articleId)) continue;
      known.add(event.payload.articleId);
      const scored = await scoreOne(options, sql, event, listing);
      if (scored) events.push(scored);
    }
    await batch.acknowledgeIn(sql);
    if (events.length > 0) await options.log.appendIn(sql, events);
  });
}

/** Null for a further report of a known story: it only counts there. */
async function scoreOne(
  { words, clock }: ScoringOptions,
  sql: Sql,
  event: Received,
  { link, names }: Listing,
): Promise<AnyNewEvent | null> {
  const { payload, occurredAt, receivedAt } = event;
  const storyKey = storyKeyOf(payload.headline, payload.publisher);
  const first = await firstReport(sql, storyKey, occurredAt);
  if (first !== null) {
    await saveDuplicate(sql, payload.articleId, first);
    return null;
  }
  const text = { headline: payload.headline, summary: payload.summary, symbols: payload.symbols.filter(isSymbol) };
  const { overall, mentions } = scoreArticle(text, link(text), words);
  const toSentiment = ({ score, label, confidence, evidence }: Judgement) => ({
    ...{ score, label, confidence, evidence },
    ...{ model: LOCAL_MODEL, scoredAt: clock.now(), revision: 1 },
  });
  const { symbols: _, ...told } = payload;
  const article = { ...told, publishedAt: occurredAt, receivedAt, duplicateCount: 0, sentiment: toSentiment(overall) };
  const stored = mentions.map((mention) => ({ symbol: mention.symbol, relevance: mention.relevance, sentiment: toSentiment(mention) }));
  await saveArticle(sql, article, storyKey, stored);
  return scoredEvent(article, stored, names);
}

function scoredEvent(article: Article, mentions: readonly Mention[], names: ReadonlyMap<string, string>): AnyNewEvent {
  return {
    type: 'ArticleScored',
    key: article.articleId,
    occurredAt: article.publishedAt,
    receivedAt: article.receivedAt,
    payload: {
      ...article,
      sentiment: { ...article.sentiment, evidence: [...article.sentiment.evidence] },
      rescored: false,
      mentions: mentions.map(({ symbol, relevance, sentiment }) => ({
        symbol,
        name: names.get(symbol) ?? null,
        relevance,
        sentiment: { ...sentiment, evidence: [...sentiment.evidence] },
      })),
    },
  };
}

const isReceived = (event: AnyEvent): event is Received => event.type === 'ArticleReceived';

function listingOf(instruments: readonly ListedInstrument[]): Listing {
  return { link: createLinker(instruments), names: new Map(instruments.map(({ symbol, name }) => [symbol, name])) };
}
