import type { AssetClass } from '@marketgraph/vocabulary';
import type { Instrument } from '../../domain/instrument.ts';
import { knownInstruments } from '../../domain/known-instruments.ts';
import { simulatedVenue } from './venues.ts';

/** An instrument and what the simulation makes of it. */
export interface Listing {
  readonly instrument: Instrument;
  /** Where its price begins, and what it is drawn back to over weeks. */
  readonly basePrice: number;
  /** Standard deviation of a year's log return. */
  readonly volatility: number;
  /** Share of all trading, relative to the others'. */
  readonly weight: number;
  /** Median size of a trade; 0 where nothing is traded but a level is told. */
  readonly typicalSize: number;
  /** Digits after the point of a size. */
  readonly sizeScale: number;
  /** Bid to ask, as a part of the price. */
  readonly spread: number;
  /** What it moves with beside the market. */
  readonly group: string;
}

type Motion = readonly [basePrice: number, volatility: number, weight: number, typicalSize: number];

/** What the facts of the domain do not tell: how it moves and how much of it is traded. */
const motions: Readonly<Record<string, Motion>> = {
  AAPL: [268.4, 0.27, 3, 90],
  MSFT: [507.2, 0.24, 2.5, 60],
  NVDA: [188.6, 0.45, 4, 140],
  AMZN: [231.5, 0.31, 2.4, 80],
  GOOGL: [284.1, 0.29, 2, 80],
  META: [612.3, 0.35, 1.6, 40],
  TSLA: [402.8, 0.55, 3.4, 90],
  JPM: [304.7, 0.23, 1.1, 60],
  XOM: [117.9, 0.24, 1, 110],
  JNJ: [196.2, 0.17, 0.8, 60],
  IBM: [303.4, 0.26, 0.8, 50],
  'SHOP.TO': [213.6, 0.48, 0.5, 60],
  'PETR4.SA': [32.4, 0.33, 0.6, 400],
  'SAP.DE': [214.3, 0.26, 0.8, 60],
  'SIE.DE': [227.8, 0.25, 0.6, 50],
  'VOW3.DE': [95.6, 0.3, 0.5, 80],
  'MC.PA': [612.4, 0.29, 0.6, 25],
  'ASML.AS': [868.5, 0.36, 0.8, 20],
  'SHEL.L': [28.42, 0.22, 0.6, 300],
  'AZN.L': [131.84, 0.21, 0.5, 70],
  'NESN.SW': [80.14, 0.17, 0.5, 120],
  '7203.T': [3120, 0.26, 0.8, 300],
  '6758.T': [4385, 0.31, 0.6, 200],
  '0700.HK': [622.5, 0.33, 0.9, 200],
  '9988.HK': [156.4, 0.42, 0.9, 400],
  'RELIANCE.NS': [1518.5, 0.22, 0.7, 90],
  'INFY.NS': [1532.4, 0.25, 0.6, 90],
  'NPN.JO': [1184.5, 0.34, 0.4, 40],
  '2222.SR': [25.7, 0.18, 0.5, 600],
  SPY: [671.9, 0.17, 4, 100],
  QQQ: [605.3, 0.22, 3, 90],
  IWM: [236.2, 0.23, 1.2, 110],
  GLD: [375.8, 0.18, 1, 60],
  'EXS1.DE': [198.7, 0.19, 0.4, 60],
  '^SPX': [6734.1, 0.17, 0.8, 0],
  '^NDX': [25008.2, 0.22, 0.6, 0],
  '^DAX': [23876.5, 0.19, 0.5, 0],
  '^FTSE': [9698.4, 0.15, 0.5, 0],
  '^N225': [50376.5, 0.21, 0.5, 0],
  '^HSI': [26572.5, 0.24, 0.5, 0],
  '^NSEI': [25910.1, 0.15, 0.4, 0],
  'BTC-USD': [94620, 0.5, 4, 0.04],
  'ETH-USD': [3168.4, 0.65, 3, 0.6],
  'SOL-USD': [139.2, 0.8, 2, 9],
  'XRP-USD': [2.2431, 0.75, 1.4, 500],
  'DOGE-USD': [0.16214, 0.85, 1.2, 5000],
  'ADA-USD': [0.4821, 0.8, 0.9, 1500],
  'EUR-USD': [1.16214, 0.075, 1.6, 0],
  'GBP-USD': [1.31682, 0.085, 1.2, 0],
  'USD-JPY': [154.548, 0.1, 1.4, 0],
  'USD-CHF': [0.79432, 0.085, 0.8, 0],
  'USD-INR': [88.674, 0.04, 0.5, 0],
  'USD-ZAR': [17.0824, 0.14, 0.5, 0],
  'XAU-USD': [4082.5, 0.18, 1.4, 0],
  'XAG-USD': [50.584, 0.32, 0.9, 0],
  'WTI-USD': [60.09, 0.36, 1.2, 2],
  'BRENT-USD': [64.39, 0.34, 1, 2],
  'NATGAS-USD': [4.566, 0.6, 0.7, 3],
  'COPPER-USD': [5.062, 0.25, 0.5, 2],
};

interface ClassTraits {
  readonly sizeScale: number;
  readonly spread: number;
  /** What instruments without a sector move with. */
  readonly group: string;
}

const traits: Record<AssetClass, ClassTraits> = {
  STOCK: { sizeScale: 0, spread: 0.00012, group: 'Stocks' },
  ETF: { sizeScale: 0, spread: 0.00005, group: 'Funds' },
  INDEX: { sizeScale: 0, spread: 0.00004, group: 'Indices' },
  CRYPTO: { sizeScale: 6, spread: 0.00012, group: 'Crypto' },
  FOREX: { sizeScale: 0, spread: 0.00008, group: 'Currencies' },
  COMMODITY: { sizeScale: 0, spread: 0.00018, group: 'Commodities' },
};

/** What follows the same thing moves together. */
const followed: Readonly<Record<string, string>> = {
  SPY: 'S&P 500',
  '^SPX': 'S&P 500',
  QQQ: 'Nasdaq-100',
  '^NDX': 'Nasdaq-100',
  'EXS1.DE': 'DAX',
  '^DAX': 'DAX',
  GLD: 'Metals',
};

export const listings: readonly Listing[] = knownInstruments.flatMap((known) => {
  const motion = motions[known.symbol];
  return motion ? [listing({ ...known, exchange: known.exchange && simulatedVenue(known.exchange) }, motion)] : [];
});

function listing(instrument: Instrument, [basePrice, volatility, weight, typicalSize]: Motion): Listing {
  const { sizeScale, spread, group } = traits[instrument.assetClass];
  const { symbol, sector } = instrument;
  return { instrument, basePrice, volatility, weight, typicalSize, sizeScale, spread, group: followed[symbol] ?? sector ?? group };
}
