import type { AssetClass, Region } from '@marketgraph/vocabulary';
import type { Instrument } from './instrument.ts';
import { type VenueCode, venues } from './venues.ts';

type Facts = readonly [
  symbol: string,
  name: string,
  region: Region,
  currency: string,
  venue: VenueCode | null,
  sector: string | null,
  tickSize: string,
];

const stocks: Facts[] = [
  ['AAPL', 'Apple Inc.', 'AMERICAS', 'USD', 'XNAS', 'Information Technology', '0.01'],
  ['MSFT', 'Microsoft Corporation', 'AMERICAS', 'USD', 'XNAS', 'Information Technology', '0.01'],
  ['NVDA', 'NVIDIA Corporation', 'AMERICAS', 'USD', 'XNAS', 'Information Technology', '0.01'],
  ['AMZN', 'Amazon.com, Inc.', 'AMERICAS', 'USD', 'XNAS', 'Consumer Discretionary', '0.01'],
  ['GOOGL', 'Alphabet Inc.', 'AMERICAS', 'USD', 'XNAS', 'Communication Services', '0.01'],
  ['META', 'Meta Platforms, Inc.', 'AMERICAS', 'USD', 'XNAS', 'Communication Services', '0.01'],
  ['TSLA', 'Tesla, Inc.', 'AMERICAS', 'USD', 'XNAS', 'Consumer Discretionary', '0.01'],
  ['JPM', 'JPMorgan Chase & Co.', 'AMERICAS', 'USD', 'XNYS', 'Financials', '0.01'],
  ['XOM', 'Exxon Mobil Corporation', 'AMERICAS', 'USD', 'XNYS', 'Energy', '0.01'],
  ['JNJ', 'Johnson & Johnson', 'AMERICAS', 'USD', 'XNYS', 'Health Care', '0.01'],
  ['IBM', 'International Business Machines Corporation', 'AMERICAS', 'USD', 'XNYS', 'Information Technology', '0.01'],
  ['SHOP.TO', 'Shopify Inc.', 'AMERICAS', 'CAD', 'XTSE', 'Information Technology', '0.01'],
  ['PETR4.SA', 'Petróleo Brasileiro S.A. (Petrobras)', 'AMERICAS', 'BRL', 'BVMF', 'Energy', '0.01'],
  ['SAP.DE', 'SAP SE', 'EUROPE', 'EUR', 'XETR', 'Information Technology', '0.05'],
  ['SIE.DE', 'Siemens AG', 'EUROPE', 'EUR', 'XETR', 'Industrials', '0.05'],
  ['VOW3.DE', 'Volkswagen AG', 'EUROPE', 'EUR', 'XETR', 'Consumer Discretionary', '0.02'],
  ['MC.PA', 'LVMH Moët Hennessy Louis Vuitton SE', 'EUROPE', 'EUR', 'XPAR', 'Consumer Discretionary', '0.1'],
  ['ASML.AS', 'ASML Holding N.V.', 'EUROPE', 'EUR', 'XAMS', 'Information Technology', '0.1'],
  ['SHEL.L', 'Shell plc', 'EUROPE', 'GBP', 'XLON', 'Energy', '0.005'],
  ['AZN.L', 'AstraZeneca PLC', 'EUROPE', 'GBP', 'XLON', 'Health Care', '0.02'],
  ['NESN.SW', 'Nestlé S.A.', 'EUROPE', 'CHF', 'XSWX', 'Consumer Staples', '0.02'],
  ['7203.T', 'Toyota Motor Corporation', 'ASIA_PACIFIC', 'JPY', 'XTKS', 'Consumer Discretionary', '1'],
  ['6758.T', 'Sony Group Corporation', 'ASIA_PACIFIC', 'JPY', 'XTKS', 'Consumer Discretionary', '1'],
  ['0700.HK', 'Tencent Holdings Limited', 'ASIA_PACIFIC', 'HKD', 'XHKG', 'Communication Services', '0.5'],
  ['9988.HK', 'Alibaba Group Holding Limited', 'ASIA_PACIFIC', 'HKD', 'XHKG', 'Consumer Discretionary', '0.1'],
  ['RELIANCE.NS', 'Reliance Industries Limited', 'ASIA_PACIFIC', 'INR', 'XNSE', 'Energy', '0.1'],
  ['INFY.NS', 'Infosys Limited', 'ASIA_PACIFIC', 'INR', 'XNSE', 'Information Technology', '0.1'],
  ['NPN.JO', 'Naspers Limited', 'MIDDLE_EAST_AFRICA', 'ZAR', 'XJSE', 'Consumer Discretionary', '0.5'],
  ['2222.SR', 'Saudi Arabian Oil Company (Saudi Aramco)', 'MIDDLE_EAST_AFRICA', 'SAR', 'XSAU', 'Energy', '0.02'],
];

const funds: Facts[] = [
  ['SPY', 'SPDR S&P 500 ETF Trust', 'AMERICAS', 'USD', 'ARCX', null, '0.01'],
  ['QQQ', 'Invesco QQQ Trust', 'AMERICAS', 'USD', 'XNAS', null, '0.01'],
  ['IWM', 'iShares Russell 2000 ETF', 'AMERICAS', 'USD', 'ARCX', null, '0.01'],
  ['GLD', 'SPDR Gold Shares', 'AMERICAS', 'USD', 'ARCX', null, '0.01'],
  ['EXS1.DE', 'iShares Core DAX UCITS ETF', 'EUROPE', 'EUR', 'XETR', null, '0.02'],
];

const levels: Facts[] = [
  ['^SPX', 'S&P 500', 'AMERICAS', 'USD', 'XNYS', null, '0.01'],
  ['^NDX', 'Nasdaq-100', 'AMERICAS', 'USD', 'XNAS', null, '0.01'],
  ['^DAX', 'DAX', 'EUROPE', 'EUR', 'XETR', null, '0.01'],
  ['^FTSE', 'FTSE 100', 'EUROPE', 'GBP', 'XLON', null, '0.01'],
  ['^N225', 'Nikkei 225', 'ASIA_PACIFIC', 'JPY', 'XTKS', null, '0.01'],
  ['^HSI', 'Hang Seng Index', 'ASIA_PACIFIC', 'HKD', 'XHKG', null, '0.01'],
  ['^NSEI', 'Nifty 50', 'ASIA_PACIFIC', 'INR', 'XNSE', null, '0.05'],
];

const crypto: Facts[] = [
  ['BTC-USD', 'Bitcoin', 'GLOBAL', 'USD', null, null, '0.01'],
  ['ETH-USD', 'Ether', 'GLOBAL', 'USD', null, null, '0.01'],
  ['SOL-USD', 'Solana', 'GLOBAL', 'USD', null, null, '0.01'],
  ['XRP-USD', 'XRP', 'GLOBAL', 'USD', null, null, '0.0001'],
  ['DOGE-USD', 'Dogecoin', 'GLOBAL', 'USD', null, null, '0.00001'],
  ['ADA-USD', 'Cardano', 'GLOBAL', 'USD', null, null, '0.0001'],
];

const currencies: Facts[] = [
  ['EUR-USD', 'Euro in US dollars', 'GLOBAL', 'USD', null, null, '0.00001'],
  ['GBP-USD', 'Pound sterling in US dollars', 'GLOBAL', 'USD', null, null, '0.00001'],
  ['USD-JPY', 'US dollar in Japanese yen', 'GLOBAL', 'JPY', null, null, '0.001'],
  ['USD-CHF', 'US dollar in Swiss francs', 'GLOBAL', 'CHF', null, null, '0.00001'],
  ['USD-INR', 'US dollar in Indian rupees', 'ASIA_PACIFIC', 'INR', null, null, '0.001'],
  ['USD-ZAR', 'US dollar in South African rand', 'MIDDLE_EAST_AFRICA', 'ZAR', null, null, '0.0001'],
];

const commodities: Facts[] = [
  ['XAU-USD', 'Gold, troy ounce', 'GLOBAL', 'USD', null, 'Metals', '0.01'],
  ['XAG-USD', 'Silver, troy ounce', 'GLOBAL', 'USD', null, 'Metals', '0.001'],
  ['WTI-USD', 'Crude oil WTI, barrel', 'AMERICAS', 'USD', 'XNYM', 'Energy', '0.01'],
  ['BRENT-USD', 'Crude oil Brent, barrel', 'EUROPE', 'USD', 'IFEU', 'Energy', '0.01'],
  ['NATGAS-USD', 'Natural gas Henry Hub, MMBtu', 'AMERICAS', 'USD', 'XNYM', 'Energy', '0.001'],
  ['COPPER-USD', 'Copper, pound', 'AMERICAS', 'USD', 'XNYM', 'Metals', '0.0005'],
];

function list(assetClass: AssetClass, rows: readonly Facts[]): Instrument[] {
  return rows.map(([symbol, name, region, currency, venue, sector, tickSize]) => ({
    symbol,
    name,
    assetClass,
    region,
    currency,
    exchange: venue && venues[venue],
    sector,
    tickSize,
  }));
}

/** Facts of what is asked for most, from whichever feed it comes. The order is the one in which lists show them. */
export const knownInstruments: readonly Instrument[] = [
  ...list('STOCK', stocks),
  ...list('ETF', funds),
  ...list('INDEX', levels),
  ...list('CRYPTO', crypto),
  ...list('FOREX', currencies),
  ...list('COMMODITY', commodities),
];
