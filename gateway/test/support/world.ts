import { encodeId, type Viewer } from '@marketgraph/vocabulary';
import { GraphQLError } from 'graphql';

/** What the fake subgraphs say, by owner. Both the federated graph and the monolith it is compared with read it. */
export type Resolvers = Record<
  string,
  Record<string, (source: Record<string, unknown>, values: Record<string, unknown>, context: Context) => unknown>
>;

export interface Context {
  readonly viewer: Viewer | null;
}

const AT = '2026-01-05T15:00:00.000Z';

export function instrument(symbol: string) {
  return { id: encodeId('Instrument', symbol), symbol };
}

function symbolOf(source: Record<string, unknown>): string {
  return String(source['symbol']);
}

function pageInfo() {
  return { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
}

export function page(nodes: object[]) {
  return { nodes, edges: nodes.map((node, index) => ({ node, cursor: `c${index}` })), pageInfo: pageInfo() };
}

function quote(symbol: string) {
  return {
    price: `${symbol.length}.50`,
    bid: null,
    ask: null,
    change: '0.50',
    changePercent: 0.5,
    volume: '1000',
    asOf: AT,
    source: 'fake',
    freshness: 'LIVE',
  };
}

function sentiment(score: number) {
  return { score, label: 'BULLISH', confidence: 0.8, model: 'fake', evidence: ['up'], scoredAt: AT, revision: 1 };
}

export function article(key: string) {
  return {
    id: encodeId('Article', key),
    headline: `Headline ${key}`,
    summary: null,
    url: `https://example.com/${key}`,
    publisher: 'Example',
    publishedAt: AT,
    receivedAt: AT,
    sentiment: sentiment(0.4),
    mentions: [{ symbol: 'AAPL', instrument: { ...instrument('AAPL'), name: 'AAPL Inc.' }, relevance: 1, sentiment: sentiment(0.4) }],
    duplicateCount: 0,
    freshness: 'LIVE',
  };
}

export function signal(symbol: string) {
  return {
    id: encodeId('Signal', `${symbol}-1`),
    symbol,
    instrument: instrument(symbol),
    action: 'BUY',
    score: 0.5,
    confidence: 0.7,
    algorithm: 'fake',
    issuedAt: AT,
    previousAction: null,
    evidence: [{ name: 'RSI', value: 30, weight: 0.5, contribution: 0.5, explanation: 'oversold', articles: [article('a1')] }],
  };
}

export function alert(viewer: Viewer) {
  return {
    id: encodeId('Alert', `${viewer.id}-1`),
    rule: { id: encodeId('AlertRule', `${viewer.id}-1`), name: 'Above 1' },
    symbol: 'AAPL',
    instrument: instrument('AAPL'),
    severity: 'WARNING',
    message: `AAPL for ${viewer.id}`,
    value: '2.00',
    triggeredAt: AT,
    resolvedAt: null,
    acknowledgedAt: null,
    deliveries: [
      {
        id: encodeId('Delivery', `${viewer.id}-1`),
        channel: null,
        state: 'SENT',
        attempts: 1,
        lastAttemptAt: AT,
        nextAttemptAt: null,
        detail: null,
      },
    ],
  };
}

const market: Resolvers = {
  Query: {
    instrument: (_source, { symbol }) => (symbol === 'NONE' ? null : instrument(String(symbol))),
    instruments: (_source, { first }) => ({ ...page(['AAPL', 'MSFT', 'BTC-USD'].slice(0, Number(first)).map(instrument)), totalCount: 3 }),
  },
  Instrument: {
    name: (source) => source['name'] ?? `${symbolOf(source)} Inc.`,
    assetClass: () => 'STOCK',
    currency: () => 'USD',
    sector: (source) => (symbolOf(source) === 'BTC-USD' ? null : 'Technology'),
    quote: (source) => source['quote'] ?? quote(symbolOf(source)),
    tradeCount: () => 7,
    tickSize: () => '0.01',
    candleSeries: (_source, { interval }) => ({
      interval,
      openTime: [AT],
      open: ['1'],
      high: ['1'],
      low: ['1'],
      close: ['1'],
      volume: ['1'],
      forming: true,
    }),
    // BAD has statistics without their volume, which the schema says are always there.
    statistics: (source, { window }) => ({ window, volume: symbolOf(source) === 'BAD' ? null : '10', tradeCount: 1, high: null }),
    exchange: (source) =>
      symbolOf(source) === 'BAD'
        ? { code: null }
        : { code: 'X', name: 'Exchange', timezone: 'UTC', open: true, opensAt: null, closesAt: null },
    indicator: (_source, { last }) => Array.from({ length: Math.min(Number(last), 3) }, (_, index) => ({ openTime: AT, value: index })),
  },
  Feed: { gaps: () => [{ symbol: 'AAPL', from: AT, to: null, state: 'OPEN', missing: 3, reason: 'cut', foundAt: AT }] },
};

const news: Resolvers = {
  Query: { article: (_source, { id }) => ({ ...article('a1'), id }), articles: () => page([article('a1'), article('a2')]) },
  Instrument: {
    sentiment: (source, { window }) => {
      if (symbolOf(source) === 'NONEWS') return null;
      if (symbolOf(source) === 'ERR') throw new GraphQLError('The scorer is away.', { extensions: { code: 'SCORER_AWAY' } });
      return { window, score: 0.42, label: 'BULLISH', articleCount: 3, bullish: 2, neutral: 1, bearish: 0, trend: null };
    },
    signal: (source) => (symbolOf(source) === 'NONEWS' ? null : signal(symbolOf(source))),
    news: (_source, { first }) => page([article('a1'), article('a2'), article('a3')].slice(0, Number(first))),
  },
  Signal: { evidence: (source) => source['evidence'] ?? signal('AAPL').evidence },
};

const alerts: Resolvers = {
  Query: {
    viewer: (_source, _values, { viewer }) => viewer && { id: encodeId('User', viewer.id) },
    alerts: (_source, _values, { viewer }) => page(viewer ? [alert(viewer)] : []),
  },
  Instrument: {
    alerts: (_source, _values, { viewer }) => page(viewer ? [alert(viewer)] : []),
    alertRules: () => [],
  },
  Alert: {
    instrument: (source) => source['instrument'] ?? instrument('AAPL'),
    deliveries: (source, _values, { viewer }) => source['deliveries'] ?? (viewer ? alert(viewer).deliveries : []),
  },
  User: { alertRules: () => [], channels: () => [] },
};

const accounts: Resolvers = {
  Query: { viewer: (_source, _values, { viewer }) => viewer && { id: encodeId('User', viewer.id) } },
  User: {
    email: () => 'sample@example.com',
    displayName: () => 'Sample',
    role: (_source, _values, { viewer }) => viewer?.role,
    watchlists: () => [
      { id: encodeId('Watchlist', 'w1'), name: 'Mine', symbols: ['AAPL'], instruments: [instrument('AAPL')], createdAt: AT },
    ],
  },
};

export const world: Readonly<Record<string, Resolvers>> = { market, 'news-sentiment': news, alerts, accounts };
