import type { LiveFeedName } from '@marketgraph/service';
import { type AssetClass, providerSymbolOf } from '@marketgraph/vocabulary';
import type { Instrument } from '../domain/instrument.ts';
import { instrumentOfSymbol } from '../domain/instrument-directory.ts';
import { alphaVantageVenue } from '../providers/alpha-vantage/alpha-vantage-venue.ts';
import { finnhubSymbolOf } from '../providers/finnhub/symbols.ts';

/** What is known of a company before it is asked; how its feed is made stands in live-feeds.ts. */
export interface LiveProvider {
  readonly classes: readonly AssetClass[];
  /** Of these classes, what it has; as far as can be told without asking it. */
  readonly has: (instrument: Instrument) => boolean;
  /** Followed where SYMBOLS names none. */
  readonly symbols: readonly string[];
  /** The variable of its key; null where it needs none. */
  readonly key: 'FINNHUB_API_KEY' | 'ALPHA_VANTAGE_API_KEY' | null;
}

const coins = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA'];
const stocks = ['AAPL', 'MSFT', 'NVDA', 'AMZN', 'GOOGL', 'META', 'TSLA', 'JPM', 'XOM', 'IBM', 'SPY', 'QQQ'];

/** One line for each: docs/providers.md tells where the facts are from. */
export const liveProviders: Readonly<Record<LiveFeedName, LiveProvider>> = {
  coinbase: { classes: ['CRYPTO'], has: isNamedBy('coinbase'), symbols: coins.map((coin) => `${coin}-USD`), key: null },
  /** Its pairs are told in USDT and other units, never in US dollars. */
  binance: { classes: ['CRYPTO'], has: isNamedBy('binance'), symbols: coins.map((coin) => `${coin}-USDT`), key: null },
  kraken: { classes: ['CRYPTO'], has: isNamedBy('kraken'), symbols: coins.map((coin) => `${coin}-USD`), key: null },
  finnhub: { classes: ['STOCK', 'ETF', 'CRYPTO', 'FOREX', 'COMMODITY'], has: isAtFinnhub, symbols: stocks, key: 'FINNHUB_API_KEY' },
  /** 25 calls a day make few symbols. */
  'alpha-vantage': {
    classes: ['STOCK', 'ETF', 'CRYPTO', 'FOREX', 'COMMODITY'],
    has: (instrument) => alphaVantageVenue().requests(instrument).length > 0,
    symbols: ['IBM', 'AAPL', 'MSFT', 'SPY', 'EUR-USD', 'WTI-USD'],
    key: 'ALPHA_VANTAGE_API_KEY',
  },
};

export function canServe(name: LiveFeedName, symbol: string): boolean {
  const { classes, has } = liveProviders[name];
  const instrument = instrumentOfSymbol(symbol);
  return instrument !== null && classes.includes(instrument.assetClass) && has(instrument);
}

function isNamedBy(provider: string): LiveProvider['has'] {
  return ({ symbol }) => providerSymbolOf(provider, symbol) !== null;
}

/** Its stream tells trades of the United States; of what is dug, grown or burnt it has metals, at OANDA. */
function isAtFinnhub({ symbol, assetClass, exchange }: Instrument): boolean {
  if (assetClass === 'COMMODITY') return /^X[A-Z]{2}-/.test(symbol);
  const isForeign = exchange !== null && exchange.timezone !== 'America/New_York';
  return !isForeign && finnhubSymbolOf(symbol) !== null;
}
