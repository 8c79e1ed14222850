import type { AnyEvent, AnyNewEvent, EventPayloads, EventType } from '@marketgraph/events';
import { bareQuote } from '@marketgraph/test-kit';

const AT = Date.UTC(2026, 0, 5, 15, 0);

function event<T extends EventType>(type: T, key: string, payload: EventPayloads[T]): AnyNewEvent {
  return { type, key, occurredAt: AT, receivedAt: AT + 1, payload } as AnyNewEvent;
}

/** As the log gives it out. */
export function logged(given: AnyNewEvent): AnyEvent {
  return { ...given, version: 1, publishedAt: AT + 2 } as AnyEvent;
}

export function prices(symbol: string, price: string, trades = 1): AnyNewEvent {
  const each = <V>(value: V) => Array.from({ length: trades }, () => value);
  return event('PricesReceived', symbol, {
    symbol,
    source: 'fake',
    provenance: 'SIMULATED',
    trades: {
      key: Array.from({ length: trades }, (_, index) => index + 1),
      price: each(price),
      size: each('1'),
      side: each('BUY' as const),
      occurredAt: each(AT),
      conditions: each(null),
    },
    quotes: { key: [], bid: [], ask: [], occurredAt: [] },
    quote: { ...bareQuote(price, AT), volume: '10' },
  });
}

const sentiment = { score: 0.4, label: 'BULLISH' as const, confidence: 0.8, model: 'fake', evidence: ['up'], scoredAt: AT, revision: 1 };

export function articleScored(articleId: string, symbols: string[]): AnyNewEvent {
  return event('ArticleScored', articleId, {
    articleId,
    headline: `Headline ${articleId}`,
    summary: null,
    url: `https://example.com/${articleId}`,
    publisher: 'Example',
    publishedAt: AT,
    receivedAt: AT,
    provenance: 'SIMULATED',
    duplicateCount: 0,
    sentiment,
    mentions: symbols.map((symbol) => ({ symbol, name: `${symbol} Inc.`, relevance: 1, sentiment })),
    rescored: false,
  });
}

export function signalChanged(symbol: string): AnyNewEvent {
  return event('SignalChanged', symbol, {
    signalId: `${symbol}-1`,
    symbol,
    action: 'BUY',
    previousAction: 'HOLD',
    score: 0.5,
    confidence: 0.7,
    algorithm: 'fake',
    issuedAt: AT,
  });
}

export function alertChanged(userId: string, alertId = `${userId}-1`): AnyNewEvent {
  return event('AlertChanged', 'AAPL', {
    alertId,
    userId,
    ruleId: 'r1',
    ruleName: 'Above 1',
    symbol: 'AAPL',
    cause: 'TRIGGERED',
    severity: 'WARNING',
    message: `Alert ${alertId}`,
    value: '2.00',
    triggeredAt: AT,
    resolvedAt: null,
    acknowledgedAt: null,
  });
}

export function candles(symbol: string, opens: number[]): AnyNewEvent {
  const candle = {
    interval: 'ONE_MINUTE' as const,
    basis: 'LAST' as const,
    open: '1',
    high: '2',
    low: '1',
    close: '2',
    volume: '5',
    tradeCount: 3,
  };
  return event('CandlesUpdated', symbol, {
    symbol,
    source: 'fake',
    provenance: 'SIMULATED',
    candles: opens.map((minute) => ({
      ...candle,
      openTime: AT + minute * 60_000,
      closeTime: AT + (minute + 1) * 60_000,
      closed: false,
      revision: 0,
    })),
  });
}

export function feedChanged(name: string, given: Partial<EventPayloads['FeedChanged']> = {}): AnyNewEvent {
  return event('FeedChanged', name, {
    name,
    kind: 'MARKET',
    state: 'LIVE',
    instrumentCount: 3,
    lastEventAt: AT,
    eventsPerSecond: 2,
    reconnects: 0,
    detail: null,
    ...given,
  });
}
