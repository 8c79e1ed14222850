import type { RestRequest } from './venue-server.ts';

type Query = RestRequest['query'];

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** New York without its summer time: tests that need that bring their own answers. */
const EASTERN_MS = -5 * 3_600_000;
const CLOSES_MS = 16 * 3_600_000;
const ROWS = 100;

export const premiumFunctions = new Set(['TIME_SERIES_INTRADAY', 'FX_INTRADAY', 'TIME_SERIES_DAILY_ADJUSTED', 'CRYPTO_INTRADAY']);
const commodities: Readonly<Record<string, string>> = {
  WTI: 'dollars per barrel',
  BRENT: 'dollars per barrel',
  NATURAL_GAS: 'dollars per million BTU',
  COPPER: 'dollar per metric ton',
};
const invalid = (name: string) => ({
  'Error Message': `Invalid API call. Please retry or visit the documentation (https://www.alphavantage.co/documentation/) for ${name}.`,
});

export interface AlphaVantagePrices {
  /** Prices of the running session are told as well. */
  readonly isDelayed: boolean;
  /** Of pairs, by what is bought. */
  readonly rates: ReadonlyMap<string, string>;
}

/** What Alpha Vantage says to a call that it allows; prices are made of the symbol and the day. */
export function alphaVantageAnswer(query: Query, now: number, { isDelayed, rates }: AlphaVantagePrices): unknown {
  const name = query.get('function') ?? '';
  const symbol = query.get('symbol') ?? '';
  if (symbol.startsWith('NOSUCH')) return name === 'GLOBAL_QUOTE' ? { 'Global Quote': {} } : invalid(name);
  switch (name) {
    case 'GLOBAL_QUOTE':
      return globalQuote(symbol, now, isDelayed);
    case 'TIME_SERIES_DAILY':
      return series('Time Series (Daily)', tradingDays(now, isDelayed), 'US/Eastern', (day) => candle(symbol, day));
    case 'TIME_SERIES_INTRADAY':
      return series('Time Series (5min)', minutes(now + EASTERN_MS), 'US/Eastern', (time) => candle(symbol, time));
    case 'CURRENCY_EXCHANGE_RATE':
      return exchangeRate(query, now, rates.get(query.get('from_currency') ?? ''));
    case 'FX_DAILY':
      return series('Time Series FX (Daily)', days(now), 'UTC', (day) => withoutVolume(candle(query.get('from_symbol') ?? '', day)));
    case 'FX_INTRADAY':
      return series('Time Series FX (5min)', minutes(now), 'UTC', (time) => withoutVolume(candle(query.get('from_symbol') ?? '', time)));
    case 'DIGITAL_CURRENCY_DAILY':
      return series('Time Series (Digital Currency Daily)', days(now), 'UTC', (day) => candle(symbol, day));
    default:
      return commodities[name] === undefined ? invalid(name) : commodity(name, commodities[name], now);
  }
}

function globalQuote(symbol: string, now: number, isDelayed: boolean): unknown {
  const [day = '', before = ''] = tradingDays(now, isDelayed);
  const { '1. open': open, '2. high': high, '3. low': low, '4. close': price, '5. volume': volume } = candle(symbol, day);
  const quote = { '01. symbol': symbol, '02. open': open, '03. high': high, '04. low': low, '05. price': price, '06. volume': volume };
  const past = { '07. latest trading day': day, '08. previous close': candle(symbol, before)['4. close'] };
  return { 'Global Quote': { ...quote, ...past, '09. change': '0.1000', '10. change percent': '0.0999%' } };
}

function exchangeRate(query: Query, now: number, rate: string | undefined): unknown {
  const [from = '', to = ''] = [query.get('from_currency') ?? '', query.get('to_currency') ?? ''];
  const price = Number(rate ?? candle(from, String(Math.floor(now / MINUTE_MS)))['4. close']);
  const told = {
    '1. From_Currency Code': from,
    '3. To_Currency Code': to,
    '5. Exchange Rate': rate ?? price.toFixed(8),
    '6. Last Refreshed': clockText(now),
    '7. Time Zone': 'UTC',
    '8. Bid Price': (price - 0.01).toFixed(8),
    '9. Ask Price': (price + 0.01).toFixed(8),
  };
  return { 'Realtime Currency Exchange Rate': told };
}

function commodity(name: string, unit: string, now: number): unknown {
  const data = days(now - 5 * DAY_MS).map((date, row) => ({ date, value: row === 0 ? '.' : candle(name, date)['4. close'] }));
  return { name: `Prices of ${name}`, interval: 'daily', unit, data };
}

/** Newest first, as all of its maps. */
function series(name: string, times: readonly string[], zone: string, row: (time: string) => object): unknown {
  const meta = { '1. Information': 'Prices', '3. Last Refreshed': times[0], '4. Output Size': 'Compact', '6. Time Zone': zone };
  return { 'Meta Data': meta, [name]: Object.fromEntries(times.map((time) => [time, row(time)])) };
}

function candle(symbol: string, time: string) {
  const seed = [...`${symbol}${time}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9_973, 7);
  const open = 50 + (seed % 1_000) / 10;
  const figures = [open, open + 1, open - 1, open + 0.5].map((price) => price.toFixed(4));
  const [first = '', high = '', low = '', close = ''] = figures;
  return { '1. open': first, '2. high': high, '3. low': low, '4. close': close, '5. volume': String(1_000 + seed) };
}

function withoutVolume({ '5. volume': _volume, ...prices }: ReturnType<typeof candle>) {
  return prices;
}

function days(now: number): string[] {
  return Array.from({ length: ROWS }, (_, back) => dayText(now - back * DAY_MS));
}

/** Weekdays that are over in New York; with a plan that tells delayed prices, the one that is on as well. */
function tradingDays(now: number, isDelayed: boolean): string[] {
  // Before the close, its own day is not over: then the newest one is the day before.
  const newest = now + EASTERN_MS - (isDelayed ? 0 : CLOSES_MS);
  const all = Array.from({ length: 2 * ROWS }, (_, back) => newest - back * DAY_MS);
  return all
    .filter((at) => ![0, 6].includes(new Date(at).getUTCDay()))
    .map(dayText)
    .slice(0, ROWS);
}

function minutes(local: number): string[] {
  const newest = Math.floor(local / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
  return Array.from({ length: ROWS }, (_, back) => clockText(newest - back * 5 * MINUTE_MS));
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function clockText(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
