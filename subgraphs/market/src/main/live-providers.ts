import type { LiveFeedName } from '@marketgraph/service';
import { type AssetClass, providerSymbolOf } from '@marketgraph/vocabulary';
import { instrumentOfSymbol } from '../domain/instrument-directory.ts';

/** What is known of a company before it is asked; how its feed is made stands in live-feeds.ts. */
export interface LiveProvider {
  /** Its name in the table of symbols (packages/vocabulary). */
  readonly dialect: string;
  readonly classes: readonly AssetClass[];
  /** Followed where SYMBOLS names none. */
  readonly symbols: readonly string[];
  /** The variable of its key; null where it needs none. */
  readonly key: 'FINNHUB_API_KEY' | 'ALPHA_VANTAGE_API_KEY' | null;
  /** What it lacks of what its classes and dialect would allow. */
  readonly lacks?: (symbol: string) => boolean;
}

const coins = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA'];

/** One line for each: docs/providers.md tells where the facts are from. */
export const liveProviders: Readonly<Record<LiveFeedName, LiveProvider>> = {
  coinbase: { dialect: 'coinbase', classes: ['CRYPTO'], symbols: coins.map((coin) => `${coin}-USD`), key: null },
  /** Its pairs are told in USDT and other units, never in US dollars. */
  binance: {
    dialect: 'binance',
    classes: ['CRYPTO'],
    symbols: coins.map((coin) => `${coin}-USDT`),
    key: null,
    lacks: (symbol) => symbol.endsWith('-USD'),
  },
  kraken: { dialect: 'kraken', classes: ['CRYPTO'], symbols: coins.map((coin) => `${coin}-USD`), key: null },
  /** Its stream tells trades of the United States; a point and a venue behind the name are shares of elsewhere. */
  finnhub: {
    dialect: 'finnhub',
    classes: ['STOCK', 'ETF', 'CRYPTO', 'FOREX', 'COMMODITY'],
    symbols: ['AAPL', 'MSFT', 'NVDA', 'AMZN', 'GOOGL', 'META', 'TSLA', 'JPM', 'XOM', 'IBM', 'SPY', 'QQQ'],
    key: 'FINNHUB_API_KEY',
    lacks: (symbol) => instrumentOfSymbol(symbol)?.exchange?.timezone !== 'America/New_York' && !symbol.includes('-'),
  },
  /** 25 calls a day make few symbols. */
  'alpha-vantage': {
    dialect: 'alphavantage',
    classes: ['STOCK', 'ETF', 'CRYPTO', 'FOREX', 'COMMODITY'],
    symbols: ['IBM', 'AAPL', 'MSFT', 'SPY', 'EUR-USD', 'WTI-USD'],
    key: 'ALPHA_VANTAGE_API_KEY',
  },
};

/** As far as can be told without asking it. */
export function canServe(name: LiveFeedName, symbol: string): boolean {
  const { dialect, classes, lacks } = liveProviders[name];
  const instrument = instrumentOfSymbol(symbol);
  return instrument !== null && classes.includes(instrument.assetClass) && providerSymbolOf(dialect, symbol) !== null && !lacks?.(symbol);
}
