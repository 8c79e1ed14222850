import type { AssetClass, Region } from '@marketgraph/vocabulary';
import type { Instrument } from '../../domain/instrument.ts';
import { type VenueCode, venues } from './venues.ts';

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

type Row = readonly [
  symbol: string,
  name: string,
  region: Region,
  currency: string,
  venue: VenueCode | null,
  sector: string | null,
  basePrice: number,
  tickSize: string,
  volatility: number,
  weight: number,
  typicalSize: number,
];

const stocks: Row[] = [
  ['AAPL', 'Apple Inc.', 'AMERICAS', 'USD', 'XNAS', 'Information Technology', 268.4, '0.01', 0.27, 3, 90],
  ['MSFT', 'Microsoft Corporation', 'AMERICAS', 'USD', 'XNAS', 'Information Technology', 507.2, '0.01', 0.24, 2.5, 60],
  ['NVDA', 'NVIDIA Corporation', 'AMERICAS', 'USD', 'XNAS', 'Information Technology', 188.6, '0.01', 0.45, 4, 140],
  ['AMZN', 'Amazon.com, Inc.', 'AMERICAS', 'USD', 'XNAS', 'Consumer Discretionary', 231.5, '0.01', 0.31, 2.4, 80],
  ['GOOGL', 'Alphabet Inc.', 'AMERICAS', 'USD', 'XNAS', 'Communication Services', 284.1, '0.01', 0.29, 2, 80],
  ['META', 'Meta Platforms, Inc.', 'AMERICAS', 'USD', 'XNAS', 'Communication Services', 612.3, '0.01', 0.35, 1.6, 40],
  ['TSLA', 'Tesla, Inc.', 'AMERICAS', 'USD', 'XNAS', 'Consumer Discretionary', 402.8, '0.01', 0.55, 3.4, 90],
  ['JPM', 'JPMorgan Chase & Co.', 'AMERICAS', 'USD', 'XNYS', 'Financials', 304.7, '0.01', 0.23, 1.1, 60],
  ['XOM', 'Exxon Mobil Corporation', 'AMERICAS', 'USD', 'XNYS', 'Energy', 117.9, '0.01', 0.24, 1, 110],
  ['JNJ', 'Johnson & Johnson', 'AMERICAS', 'USD', 'XNYS', 'Health Care', 196.2, '0.01', 0.17, 0.8, 60],
  ['IBM', 'International Business Machines Corporation', 'AMERICAS', 'USD', 'XNYS', 'Information Technology', 303.4, '0.01', 0.26, 0.8, 50],
  ['SHOP.TO', 'Shopify Inc.', 'AMERICAS', 'CAD', 'XTSE', 'Information Technology', 213.6, '0.01', 0.48, 0.5, 60],
  ['PETR4.SA', 'Petróleo Brasileiro S.A. (Petrobras)', 'AMERICAS', 'BRL', 'BVMF', 'Energy', 32.4, '0.01', 0.33, 0.6, 400],
  ['SAP.DE', 'SAP SE', 'EUROPE', 'EUR', 'XETR', 'Information Technology', 214.3, '0.05', 0.26, 0.8, 60],
  ['SIE.DE', 'Siemens AG', 'EUROPE', 'EUR', 'XETR', 'Industrials', 227.8, '0.05', 0.25, 0.6, 50],
  ['VOW3.DE', 'Volkswagen AG', 'EUROPE', 'EUR', 'XETR', 'Consumer Discretionary', 95.6, '0.02', 0.3, 0.5, 80],
  ['MC.PA', 'LVMH Moët Hennessy Louis Vuitton SE', 'EUROPE', 'EUR', 'XPAR', 'Consumer Discretionary', 612.4, '0.1', 0.29, 0.6, 25],
  ['ASML.AS', 'ASML Holding N.V.', 'EUROPE', 'EUR', 'XAMS', 'Information Technology', 868.5, '0.1', 0.36, 0.8, 20],
  ['SHEL.L', 'Shell plc', 'EUROPE', 'GBP', 'XLON', 'Energy', 28.42, '0.005', 0.22, 0.6, 300],
  ['AZN.L', 'AstraZeneca PLC', 'EUROPE', 'GBP', 'XLON', 'Health Care', 131.84, '0.02', 0.21, 0.5, 70],
  ['NESN.SW', 'Nestlé S.A.', 'EUROPE', 'CHF', 'XSWX', 'Consumer Staples', 80.14, '0.02', 0.17, 0.5, 120],
  ['7203.T', 'Toyota Motor Corporation', 'ASIA_PACIFIC', 'JPY', 'XTKS', 'Consumer Discretionary', 3120, '1', 0.26, 0.8, 300],
  ['6758.T', 'Sony Group Corporation', 'ASIA_PACIFIC', 'JPY', 'XTKS', 'Consumer Discretionary', 4385, '1', 0.31, 0.6, 200],
  ['0700.HK', 'Tencent Holdings Limited', 'ASIA_PACIFIC', 'HKD', 'XHKG', 'Communication Services', 622.5, '0.5', 0.33, 0.9, 200],
  ['9988.HK', 'Alibaba Group Holding Limited', 'ASIA_PACIFIC', 'HKD', 'XHKG', 'Consumer Discretionary', 156.4, '0.1', 0.42, 0.9, 400],
  ['RELIANCE.NS', 'Reliance Industries Limited', 'ASIA_PACIFIC', 'INR', 'XNSE', 'Energy', 1518.5, '0.1', 0.22, 0.7, 90],
  ['INFY.NS', 'Infosys Limited', 'ASIA_PACIFIC', 'INR', 'XNSE', 'Information Technology', 1532.4, '0.1', 0.25, 0.6, 90],
  ['NPN.JO', 'Naspers Limited', 'MIDDLE_EAST_AFRICA', 'ZAR', 'XJSE', 'Consumer Discretionary', 1184.5, '0.5', 0.34, 0.4, 40],
  ['2222.SR', 'Saudi Arabian Oil Company (Saudi Aramco)', 'MIDDLE_EAST_AFRICA', 'SAR', 'XSAU', 'Energy', 25.7, '0.02', 0.18, 0.5, 600],
];

const funds: Row[] = [
  ['SPY', 'SPDR S&P 500 ETF Trust', 'AMERICAS', 'USD', 'ARCX', null, 671.9, '0.01', 0.17, 4, 100],
  ['QQQ', 'Invesco QQQ Trust', 'AMERICAS', 'USD', 'XNAS', null, 605.3, '0.01', 0.22, 3, 90],
  ['IWM', 'iShares Russell 2000 ETF', 'AMERICAS', 'USD', 'ARCX', null, 236.2, '0.01', 0.23, 1.2, 110],
  ['GLD', 'SPDR Gold Shares', 'AMERICAS', 'USD', 'ARCX', null, 375.8, '0.01', 0.18, 1, 60],
  ['EXS1.DE', 'iShares Core DAX UCITS ETF', 'EUROPE', 'EUR', 'XETR', null, 198.7, '0.02', 0.19, 0.4, 60],
];

const levels: Row[] = [
  ['^SPX', 'S&P 500', 'AMERICAS', 'USD', 'XNYS', null, 6734.1, '0.01', 0.17, 0.8, 0],
  ['^NDX', 'Nasdaq-100', 'AMERICAS', 'USD', 'XNAS', null, 25008.2, '0.01', 0.22, 0.6, 0],
  ['^DAX', 'DAX', 'EUROPE', 'EUR', 'XETR', null, 23876.5, '0.01', 0.19, 0.5, 0],
  ['^FTSE', 'FTSE 100', 'EUROPE', 'GBP', 'XLON', null, 9698.4, '0.01', 0.15, 0.5, 0],
  ['^N225', 'Nikkei 225', 'ASIA_PACIFIC', 'JPY', 'XTKS', null, 50376.5, '0.01', 0.21, 0.5, 0],
  ['^HSI', 'Hang Seng Index', 'ASIA_PACIFIC', 'HKD', 'XHKG', null, 26572.5, '0.01', 0.24, 0.5, 0],
  ['^NSEI', 'Nifty 50', 'ASIA_PACIFIC', 'INR', 'XNSE', null, 25910.1, '0.05', 0.15, 0.4, 0],
];

const crypto: Row[] = [
  ['BTC-USD', 'Bitcoin', 'GLOBAL', 'USD', null, null, 94620, '0.01', 0.5, 4, 0.04],
  ['ETH-USD', 'Ether', 'GLOBAL', 'USD', null, null, 3168.4, '0.01', 0.65, 3, 0.6],
  ['SOL-USD', 'Solana', 'GLOBAL', 'USD', null, null, 139.2, '0.01', 0.8, 2, 9],
  ['XRP-USD', 'XRP', 'GLOBAL', 'USD', null, null, 2.2431, '0.0001', 0.75, 1.4, 500],
  ['DOGE-USD', 'Dogecoin', 'GLOBAL', 'USD', null, null, 0.16214, '0.00001', 0.85, 1.2, 5000],
  ['ADA-USD', 'Cardano', 'GLOBAL', 'USD', null, null, 0.4821, '0.0001', 0.8, 0.9, 1500],
];

const currencies: Row[] = [
  ['EUR-USD', 'Euro in US dollars', 'GLOBAL', 'USD', null, null, 1.16214, '0.00001', 0.075, 1.6, 0],
  ['GBP-USD', 'Pound sterling in US dollars', 'GLOBAL', 'USD', null, null, 1.31682, '0.00001', 0.085, 1.2, 0],
  ['USD-JPY', 'US dollar in Japanese yen', 'GLOBAL', 'JPY', null, null, 154.548, '0.001', 0.1, 1.4, 0],
  ['USD-CHF', 'US dollar in Swiss francs', 'GLOBAL', 'CHF', null, null, 0.79432, '0.00001', 0.085, 0.8, 0],
  ['USD-INR', 'US dollar in Indian rupees', 'ASIA_PACIFIC', 'INR', null, null, 88.674, '0.001', 0.04, 0.5, 0],
  ['USD-ZAR', 'US dollar in South African rand', 'MIDDLE_EAST_AFRICA', 'ZAR', null, null, 17.0824, '0.0001', 0.14, 0.5, 0],
];

const commodities: Row[] = [
  ['XAU-USD', 'Gold, troy ounce', 'GLOBAL', 'USD', null, 'Metals', 4082.5, '0.01', 0.18, 1.4, 0],
  ['XAG-USD', 'Silver, troy ounce', 'GLOBAL', 'USD', null, 'Metals', 50.584, '0.001', 0.32, 0.9, 0],
  ['WTI-USD', 'Crude oil WTI, barrel', 'AMERICAS', 'USD', 'XNYM', 'Energy', 60.09, '0.01', 0.36, 1.2, 2],
  ['BRENT-USD', 'Crude oil Brent, barrel', 'EUROPE', 'USD', 'IFEU', 'Energy', 64.39, '0.01', 0.34, 1, 2],
  ['NATGAS-USD', 'Natural gas Henry Hub, MMBtu', 'AMERICAS', 'USD', 'XNYM', 'Energy', 4.566, '0.001', 0.6, 0.7, 3],
  ['COPPER-USD', 'Copper, pound', 'AMERICAS', 'USD', 'XNYM', 'Metals', 5.062, '0.0005', 0.25, 0.5, 2],
];

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

function list(assetClass: AssetClass, rows: readonly Row[]): Listing[] {
  const { sizeScale, spread, group } = traits[assetClass];
  return rows.map(([symbol, name, region, currency, venue, sector, basePrice, tickSize, volatility, weight, typicalSize]) => ({
    instrument: { symbol, name, assetClass, region, currency, exchange: venue && venues[venue], sector, tickSize },
    basePrice,
    volatility,
    weight,
    typicalSize,
    sizeScale,
    spread,
    group: followed[symbol] ?? sector ?? group,
  }));
}

export const listings: readonly Listing[] = [
  ...list('STOCK', stocks),
  ...list('ETF', funds),
  ...list('INDEX', levels),
  ...list('CRYPTO', crypto),
  ...list('FOREX', currencies),
  ...list('COMMODITY', commodities),
];
