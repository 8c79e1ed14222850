import { createPostgresLog, encodeCursor, type Log, type LoggedEvent } from '@marketgraph/bus';
import type { AnyEvent, AnyNewEvent, NewEvent } from '@marketgraph/events';
import { Metrics, type Part, silentLogger } from '@marketgraph/service';
import type { SubgraphApi } from '@marketgraph/subgraph-server';
import { bareQuote, ManualClock, testDatabase } from '@marketgraph/test-kit';
import { labelOf, type Viewer } from '@marketgraph/vocabulary';
import { graphql } from 'graphql';
import pg from 'pg';
import { expect, vi } from 'vitest';
import { type AlertsSubgraph, openAlerts } from '../src/main/alerts.ts';

export type AlertsBench = Awaited<ReturnType<typeof openAlertsBench>>;

export const ann: Viewer = { id: 'ann', role: 'USER' };
export const bob: Viewer = { id: 'bob', role: 'USER' };

export interface RuleGiven {
  alertRule: { id: string; symbols: string[]; enabled: boolean; states: { symbol: string; state: string; value: string | null }[] } | null;
  userErrors: { code: string; message: string; field: string[] | null }[];
}

const rulePayload = '{ alertRule { id symbols enabled states { symbol state value } } userErrors { code message field } }';

/** The subgraph, evaluator included, on a database and a log of its own; the clock stands still. */
export async function openAlertsBench() {
  const database = await testDatabase();
  const clock = new ManualClock();
  const metrics = new Metrics();
  const log = await createPostgresLog({ url: database.url, logger: silentLogger, clock, metrics });
  const pool = new pg.Pool({ connectionString: database.url });
  const subgraphs: AlertsSubgraph[] = [];
  const started: Part[] = [];
  const open = async () => {
    const alerts = await openAlerts({ databaseUrl: database.url, log, clock, logger: silentLogger, metrics: new Metrics(), env: {} });
    subgraphs.push(alerts);
    return alerts;
  };
  const { api } = await open();
  const ask: Ask = (viewer, source, variables = {}) => askApi(api, viewer, source, variables);
  return {
    databaseUrl: database.url,
    clock,
    log,
    pool,
    ask,
    open,
    /** One more evaluator, as another process would run it. */
    async startEvaluator(): Promise<Part> {
      const [part] = (await open()).evaluator;
      if (!part) throw new Error('The subgraph has no evaluator.');
      await part.start();
      started.push(part);
      return part;
    },
    async createRule(viewer: Viewer | null, input: Record<string, unknown>): Promise<RuleGiven> {
      const source = `mutation ($input: AlertRuleInput!) { createAlertRule(input: $input) ${rulePayload} }`;
      return (await ask<{ createAlertRule: RuleGiven }>(viewer, source, { input: { name: 'Rule', ...input } })).createAlertRule;
    },
    async updateRule(viewer: Viewer | null, id: string | undefined, input: Record<string, unknown>): Promise<RuleGiven> {
      const source = `mutation ($id: ID!, $input: AlertRuleUpdateInput!) { updateAlertRule(id: $id, input: $input) ${rulePayload} }`;
      return (await ask<{ updateAlertRule: RuleGiven }>(viewer, source, { id, input })).updateAlertRule;
    },
    /** Lets the evaluator look for changed rules once; its sleep tells that it has looked. */
    async takeEffect(sleepers = 1): Promise<void> {
      await vi.waitFor(() => expect(clock.sleeping).toBe(sleepers));
      await clock.advance(500);
      await vi.waitFor(() => expect(clock.sleeping).toBe(sleepers));
    },
    /** Returns when the evaluator has handled the events and whatever they led to. */
    async deliver(...events: AnyNewEvent[]): Promise<void> {
      await log.append(events);
      const head = await log.head();
      await vi.waitFor(async () => expect(reached((await log.committed(['alerts-evaluator'])).positions, head.positions)).toBe(true), {
        timeout: 10_000,
      });
    },
    logged: () => read(log),
    async told(): Promise<(AnyEvent & { type: 'AlertChanged' })['payload'][]> {
      return (await read(log)).flatMap(({ event }) => (event.type === 'AlertChanged' ? [event.payload] : []));
    },
    async close() {
      await Promise.all(started.map((part) => part.stop()));
      await Promise.all(subgraphs.map((alerts) => alerts.close()));
      await pool.end();
      await log.close();
      await database.drop();
    },
  };
}

type Ask = <T>(viewer: Viewer | null, source: string, variables?: Record<string, unknown>) => Promise<T>;

async function askApi<T>(api: SubgraphApi, viewer: Viewer | null, source: string, variableValues: Record<string, unknown>): Promise<T> {
  const result = await graphql({ schema: api.schema, source, variableValues, contextValue: api.createContext(viewer) });
  if (result.errors) throw result.errors[0];
  return result.data as T;
}

const reached = (positions: readonly number[], head: readonly number[]) =>
  head.every((position, partition) => (positions[partition] ?? 0) >= position);

/** Everything in the log, up to its head. */
async function read(log: Log): Promise<LoggedEvent[]> {
  const head = (await log.head()).positions.reduce((sum, position) => sum + position, 0);
  const events: LoggedEvent[] = [];
  if (head === 0) return events;
  const stop = new AbortController();
  for await (const item of log.tail({ after: encodeCursor(await log.oldest()), signal: stop.signal })) {
    if (item.kind === 'events') events.push(...item.events);
    if (events.length >= head) stop.abort();
  }
  return events;
}

/** Trades of one entry: [price, second of the entry's start], and the quote that is the last of them. */
export function prices(symbol: string, at: number, ...trades: (string | [string, number])[]): NewEvent<'PricesReceived'> {
  const price = trades.map((trade) => (typeof trade === 'string' ? trade : trade[0]));
  const occurredAt = trades.map((trade) => (typeof trade === 'string' ? at : trade[1]));
  const last = price.at(-1) ?? '0';
  const none = price.map(() => null);
  return {
    type: 'PricesReceived',
    key: symbol,
    occurredAt: at,
    receivedAt: at + 5,
    payload: {
      symbol,
      source: 'test',
      provenance: 'LIVE',
      trades: { key: price.map((_, index) => at + index), price, size: price.map(() => '1'), side: none, occurredAt, conditions: none },
      quotes: { key: [], bid: [], ask: [], occurredAt: [] },
      quote: { ...bareQuote(last, occurredAt.at(-1) ?? at), volume: '1' },
    },
  };
}

export function article(articleId: string, at: number, mentions: Record<string, number>): NewEvent<'ArticleScored'> {
  const scored = (score: number) => ({
    score,
    label: labelOf(score),
    confidence: 1,
    model: 'test',
    evidence: [],
    scoredAt: at,
    revision: 1,
  });
  return {
    type: 'ArticleScored',
    key: articleId,
    occurredAt: at,
    receivedAt: at + 5,
    payload: {
      articleId,
      headline: 'Headline',
      summary: null,
      url: 'https://example.com/',
      publisher: 'Example',
      publishedAt: at,
      receivedAt: at,
      provenance: 'LIVE',
      duplicateCount: 0,
      sentiment: scored(0),
      rescored: false,
      mentions: Object.entries(mentions).map(([symbol, score]) => ({ symbol, name: null, relevance: 1, sentiment: scored(score) })),
    },
  };
}

export function signal(symbol: string, at: number, score: number): NewEvent<'SignalChanged'> {
  return {
    type: 'SignalChanged',
    key: symbol,
    occurredAt: at,
    receivedAt: at + 5,
    payload: {
      signalId: `${symbol}:${at}`,
      symbol,
      action: 'BUY',
      previousAction: null,
      score,
      confidence: 1,
      algorithm: 'test',
      issuedAt: at,
    },
  };
}

export function watchlist(watchlistId: string, userId: string, symbols: string[] | null): NewEvent<'WatchlistChanged'> {
  return {
    type: 'WatchlistChanged',
    key: watchlistId,
    occurredAt: 0,
    receivedAt: 0,
    payload: { watchlistId, userId, name: 'List', symbols },
  };
}

export const priceAbove = (threshold: string) => ({ compare: { metric: 'PRICE', comparison: 'ABOVE', threshold } });
