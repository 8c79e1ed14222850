import type { NewEvent } from '@marketgraph/events';

/**
 * What happens in the benches of subscriptions: every value follows from its symbol and the event's number, so that whoever knows both knows
 * what each message has to say.
 */
const SYMBOLS = 5;
/** So many prices of a symbol, then its signal changes. A burst must not reach across. */
export const PRICES_PER_STATE = 60;
const BEGAN = Date.UTC(2026, 0, 5, 15, 0);

/** Symbols of equal length. Each arm of a bench has a family of its own, so that both can hear the same log at once. */
export function symbolsOf(family: number, count = SYMBOLS): string[] {
  return Array.from({ length: count }, (_, index) => `F${String(family).padStart(2, '0')}S${String(index).padStart(2, '0')}`);
}

export function stateAt(number: number): number {
  return Math.floor(number / PRICES_PER_STATE);
}

function instant(number: number): string {
  return new Date(BEGAN + number).toISOString();
}

/** The number of the event whose `timing.occurredAt` that is. */
export function numberAt(occurredAt: string): number {
  return numberOf(Date.parse(occurredAt));
}

/** The number of the event that happened then. */
export function numberOf(occurredAt: number): number {
  return occurredAt - BEGAN;
}

function seedOf(symbol: string): number {
  let seed = 0;
  for (let index = 0; index < symbol.length; index++) seed = (seed * 31 + symbol.charCodeAt(index)) % 9_973;
  return seed;
}

function priceOf(symbol: string, number: number): string {
  return (100 + ((seedOf(symbol) + number * 7) % 80_000) / 100).toFixed(2);
}

function quoteOf(symbol: string, number: number) {
  const price = priceOf(symbol, number);
  const [day] = [priceOf(symbol, 0)];
  return {
    price,
    bid: priceOf(symbol, number + 1),
    ask: priceOf(symbol, number + 2),
    change: '1.25',
    changePercent: (number % 100) / 8,
    open: day,
    high: '899.99',
    low: '100.00',
    previousClose: day,
    volume: String(1_000_000 + number),
  };
}

function tradeOf(symbol: string, number: number) {
  return { price: priceOf(symbol, number), size: String(1 + (number % 300)), side: number % 2 ? ('BUY' as const) : ('SELL' as const) };
}

/** One trade and the quote that it led to. */
export function pricesReceived(symbol: string, number: number): NewEvent<'PricesReceived'> {
  const at = BEGAN + number;
  const { price, size, side } = tradeOf(symbol, number);
  return {
    type: 'PricesReceived',
    key: symbol,
    occurredAt: at,
    receivedAt: at,
    payload: {
      symbol,
      source: 'bench',
      provenance: 'LIVE',
      trades: { key: [number], price: [price], size: [size], side: [side], occurredAt: [at], conditions: [null] },
      quotes: { key: [], bid: [], ask: [], occurredAt: [] },
      quote: { ...quoteOf(symbol, number), asOf: at },
    },
  };
}

function signalOf(symbol: string, state: number) {
  return {
    __typename: 'Signal',
    symbol,
    action: state % 2 ? ('BUY' as const) : ('HOLD' as const),
    score: ((seedOf(symbol) + state) % 100) / 128,
    confidence: ((seedOf(symbol) + 3 * state) % 100) / 128,
    algorithm: 'bench-v1',
    previousAction: state % 2 ? ('HOLD' as const) : ('BUY' as const),
  };
}

export function signalChanged(symbol: string, state: number): NewEvent<'SignalChanged'> {
  const { __typename, ...signal } = signalOf(symbol, state);
  const at = BEGAN + state * PRICES_PER_STATE;
  const payload = { ...signal, signalId: `${symbol}-${state}`, issuedAt: at };
  return { type: 'SignalChanged', key: symbol, occurredAt: at, receivedAt: at, payload };
}

function sentimentOf(symbol: string) {
  const seed = seedOf(symbol);
  const [articleCount, bullish, bearish] = [seed % 50, seed % 17, seed % 13];
  return {
    __typename: 'SentimentSummary',
    window: 'P1D',
    score: (seed % 100) / 128,
    label: seed % 2 ? 'BULLISH' : 'NEUTRAL',
    articleCount,
    bullish,
    neutral: Math.max(0, articleCount - bullish - bearish),
    bearish,
    trend: seed % 3 ? (seed % 7) / 64 : null,
  };
}

/** Long texts, for those who are to be sent much. */
function newsOf(symbol: string) {
  const nodes = Array.from({ length: 20 }, (_, index) => ({
    __typename: 'Article',
    headline: `${symbol} story ${index}: ${'a market that never sleeps reports what nobody had expected of it '.repeat(2)}`,
    summary: `Told at length, so that much has to be written: ${'analysts of every house had said so before, and will say so again. '.repeat(4)}`,
    publisher: 'The Bench',
  }));
  return { nodes };
}

/** An instrument as the subgraphs know it; the quote of market is that of the state's beginning. */
export function instrumentOf(symbol: string, state: number) {
  return {
    __typename: 'Instrument',
    symbol,
    name: `The ${symbol} Company`,
    assetClass: 'STOCK',
    region: 'US',
    currency: 'USD',
    sector: seedOf(symbol) % 2 ? 'Technology' : null,
    tickSize: '0.01',
    quote: { __typename: 'Quote', ...quoteOf(symbol, state * PRICES_PER_STATE), source: 'bench', freshness: 'LIVE' },
    sentiment: sentimentOf(symbol),
    signal: signalOf(symbol, state),
    news: newsOf(symbol),
    alerts: { nodes: [] },
    alertRules: [],
  };
}

export interface Told {
  readonly symbol: string;
  readonly number: number;
  /** Of the place that was read; not known beforehand. */
  readonly cursor: string;
}

/** All that the fields of the benches say of an event. */
export function toldOf(field: string, { symbol, number, cursor }: Told): Readonly<Record<string, unknown>> {
  const timing = { occurredAt: instant(number), receivedAt: instant(number) };
  const instrument = instrumentOf(symbol, stateAt(number));
  const quote = { ...quoteOf(symbol, number), asOf: instant(number), source: 'bench', freshness: 'LIVE' };
  if (field === 'quoteUpdated') return { cursor, symbol, ...quote, timing, instrument: { ...instrument, quote } };
  if (field === 'instrumentUpdated') return { cursor, symbol, cause: 'PRICE', timing, instrument: { ...instrument, quote } };
  if (field === 'tradeReported') {
    return { cursor, symbol, ...tradeOf(symbol, number), occurredAt: instant(number), source: 'bench', timing, instrument };
  }
  throw new Error(`The benches do not know ${field}.`);
}
