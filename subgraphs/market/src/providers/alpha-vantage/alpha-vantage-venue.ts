import { DAY_MS, HOUR_MS, type Interval, MINUTE_MS, parseSymbol, providerSymbolOf } from '@marketgraph/vocabulary';
import type { Instrument } from '../../domain/instrument.ts';
import type { PollingRequest, PollingVenue, ToldPrices } from '../polling/polling-venue.ts';
import { type Commodity, commodityFunctions, readCommodity } from './commodities.ts';
import { readExchangeRate, readGlobalQuote } from './read-quotes.ts';
import { readDays, readIntraday } from './read-series.ts';

export interface AlphaVantageOptions {
  /** Candles of five minutes: for plans that have them. The free one refuses them, and counts the call. */
  readonly intraday?: boolean;
}

const INTRADAY: Interval = 'FIVE_MINUTES';
const METALS = new Set(['XAU', 'XAG', 'XPT', 'XPD']);
/** Where it names a venue otherwise than we do. London is left out: its prices are pence there. */
const SUFFIXES: Readonly<Record<string, string>> = { TO: 'TRT', DE: 'DEX', A: 'A', B: 'B', C: 'C' };

type Ask = Pick<PollingRequest, 'kind' | 'everyMs'> & {
  readonly function: string;
  readonly parameters: Readonly<Record<string, string>>;
  read(body: unknown, instrument: Instrument, receivedAt: number): ToldPrices | null;
};

/** What is asked about which instrument, and how often at most: see docs/adr/0028. */
export function alphaVantageVenue({ intraday = false }: AlphaVantageOptions = {}): PollingVenue {
  return {
    source: 'alpha-vantage',
    requests: (instrument) => asksOf(instrument, intraday).map((ask) => requestOf(instrument, ask)),
  };
}

function requestOf(instrument: Instrument, { function: name, parameters, read, kind, everyMs }: Ask): PollingRequest {
  return {
    id: `${instrument.symbol} ${name}`,
    symbol: instrument.symbol,
    venue: instrument.exchange?.code ?? '',
    kind,
    everyMs,
    path: '/query',
    query: { function: name, ...parameters },
    read: (body, receivedAt) => read(body, instrument, receivedAt),
  };
}

function asksOf(instrument: Instrument, intraday: boolean): readonly Ask[] {
  const parsed = parseSymbol(instrument.symbol);
  if (parsed?.kind === 'PAIR') return asksOfPair(instrument, parsed.base, parsed.unit, intraday);
  if (parsed?.kind !== 'LISTED') return [];
  const symbol = listedName(instrument.symbol, parsed.name, parsed.suffix);
  if (symbol === null) return [];
  return [
    { ...priceAsk('GLOBAL_QUOTE', { symbol }, 15 * MINUTE_MS), read: readGlobalQuote },
    { ...dayAsk('TIME_SERIES_DAILY', { symbol, outputsize: 'compact' }), read: readDays },
    ...(intraday ? [intradayAsk('TIME_SERIES_INTRADAY', { symbol, outputsize: 'compact', adjusted: 'false' })] : []),
  ];
}

function asksOfPair({ assetClass }: Instrument, base: string, unit: string, intraday: boolean): readonly Ask[] {
  const commodity = commodityFunctions[base];
  if (assetClass === 'COMMODITY' && commodity) return unit === 'USD' ? [commodityAsk(commodity)] : [];
  if (assetClass === 'COMMODITY' && !METALS.has(base)) return [];
  const rate = { ...priceAsk('CURRENCY_EXCHANGE_RATE', { from_currency: base, to_currency: unit }, 5 * MINUTE_MS), read: readExchangeRate };
  const pair = { from_symbol: base, to_symbol: unit, outputsize: 'compact' };
  if (assetClass === 'CRYPTO') return [rate, { ...dayAsk('DIGITAL_CURRENCY_DAILY', { symbol: base, market: unit }), read: readDays }];
  if (assetClass !== 'FOREX') return [rate];
  return [rate, { ...dayAsk('FX_DAILY', pair), read: readDays }, ...(intraday ? [intradayAsk('FX_INTRADAY', pair)] : [])];
}

function priceAsk(name: string, parameters: Ask['parameters'], everyMs: number) {
  return { function: name, kind: 'PRICE', parameters, everyMs } as const;
}

function dayAsk(name: string, parameters: Ask['parameters'], everyMs = DAY_MS) {
  return { function: name, kind: 'DAY', parameters, everyMs } as const;
}

function intradayAsk(name: string, parameters: Ask['parameters']): Ask {
  const read: Ask['read'] = (body, instrument, receivedAt) => readIntraday(body, instrument, INTRADAY, receivedAt);
  return { ...priceAsk(name, { ...parameters, interval: '5min' }, HOUR_MS), read };
}

function commodityAsk(commodity: Commodity): Ask {
  const { function: name, interval } = commodity;
  const read: Ask['read'] = (body, instrument, receivedAt) => readCommodity(body, instrument, commodity, receivedAt);
  return { ...dayAsk(name, { interval }, interval === 'daily' ? DAY_MS : 7 * DAY_MS), read };
}

function listedName(symbol: string, name: string, suffix: string | null): string | null {
  if (suffix === null) return providerSymbolOf('alphavantage', symbol);
  const own = SUFFIXES[suffix];
  return own === undefined ? null : `${name}.${own}`;
}
