import { type AssetClass, type ParsedSymbol, parseSymbol, type Region } from '@marketgraph/vocabulary';
import { commodities, currencies } from './currencies.ts';
import type { Exchange, Instrument } from './instrument.ts';
import { knownInstruments } from './known-instruments.ts';
import { venues } from './venues.ts';

/** Where nobody tells the step. */
export const usualTick: Readonly<Record<AssetClass, string>> = {
  STOCK: '0.01',
  ETF: '0.01',
  INDEX: '0.01',
  CRYPTO: '0.00000001',
  FOREX: '0.00001',
  COMMODITY: '0.01',
};

interface Listing {
  readonly exchange: Exchange;
  readonly region: Region;
  readonly currency: string;
}

/** New York, whose hours and holidays Nasdaq has as well: who lists a share there, nobody told. */
const unitedStates: Listing = { exchange: venues.XNYS, region: 'AMERICAS', currency: 'USD' };

/** Where a share is listed, by the suffix of its symbol: see docs/symbols.md. */
const suffixes: Readonly<Record<string, Listing>> = {
  TO: { exchange: venues.XTSE, region: 'AMERICAS', currency: 'CAD' },
  SA: { exchange: venues.BVMF, region: 'AMERICAS', currency: 'BRL' },
  L: { exchange: venues.XLON, region: 'EUROPE', currency: 'GBP' },
  DE: { exchange: venues.XETR, region: 'EUROPE', currency: 'EUR' },
  PA: { exchange: venues.XPAR, region: 'EUROPE', currency: 'EUR' },
  AS: { exchange: venues.XAMS, region: 'EUROPE', currency: 'EUR' },
  SW: { exchange: venues.XSWX, region: 'EUROPE', currency: 'CHF' },
  T: { exchange: venues.XTKS, region: 'ASIA_PACIFIC', currency: 'JPY' },
  HK: { exchange: venues.XHKG, region: 'ASIA_PACIFIC', currency: 'HKD' },
  NS: { exchange: venues.XNSE, region: 'ASIA_PACIFIC', currency: 'INR' },
  AX: { exchange: venues.XASX, region: 'ASIA_PACIFIC', currency: 'AUD' },
  JO: { exchange: venues.XJSE, region: 'MIDDLE_EAST_AFRICA', currency: 'ZAR' },
  SR: { exchange: venues.XSAU, region: 'MIDDLE_EAST_AFRICA', currency: 'SAR' },
};

const known: ReadonlyMap<string, Instrument> = new Map(knownInstruments.map((instrument) => [instrument.symbol, instrument]));

/** What a symbol names: facts where they are known, else what its grammar tells. Null for what is no symbol. */
export function instrumentOfSymbol(symbol: string): Instrument | null {
  const parsed = parseSymbol(symbol);
  return known.get(symbol) ?? (parsed && (parsed.kind === 'PAIR' ? pairOf(symbol, parsed) : listedOf(symbol, parsed)));
}

function pairOf(symbol: string, { base, unit }: ParsedSymbol & { kind: 'PAIR' }): Instrument {
  const assetClass = classOfPair(base, unit);
  const tickSize = assetClass === 'FOREX' && unit === 'JPY' ? '0.001' : usualTick[assetClass];
  return { symbol, name: `${base} / ${unit}`, assetClass, region: 'GLOBAL', currency: unit, exchange: null, sector: null, tickSize };
}

/** Told in crypto units, metal is a token. */
function classOfPair(base: string, unit: string): AssetClass {
  if (!currencies.has(unit)) return 'CRYPTO';
  if (commodities.has(base)) return 'COMMODITY';
  return currencies.has(base) ? 'FOREX' : 'CRYPTO';
}

function listedOf(symbol: string, { kind, suffix }: Exclude<ParsedSymbol, { kind: 'PAIR' }>): Instrument {
  const assetClass = kind === 'INDEX' ? 'INDEX' : 'STOCK';
  const { exchange, region, currency } = suffixes[suffix ?? ''] ?? unitedStates;
  return { symbol, name: symbol, assetClass, region, currency, exchange, sector: null, tickSize: usualTick[assetClass] };
}
