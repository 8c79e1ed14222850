import { type Region, symbolOfProvider } from '@marketgraph/vocabulary';
import type { Instrument } from '../../domain/instrument.ts';
import { instrumentOfSymbol, usualTick } from '../../domain/instrument-directory.ts';
import { venues } from '../../domain/venues.ts';
import type { PricesStream } from './recording-list.ts';
import type { ReferenceData } from './reference-data.ts';

/** The instrument of a stream whose entry names it. Recorded stocks and funds are those of the United States. */
export function instrumentOf(stream: PricesStream, reference: ReferenceData): Instrument {
  const { symbol, assetClass, currency, source } = stream;
  const properties = reference.bySymbol(source, symbol);
  const company = reference.company(symbol);
  const listed = assetClass === 'STOCK' || assetClass === 'ETF';
  const region: Region = listed ? 'AMERICAS' : 'GLOBAL';
  const exchange = reference.listedOnNasdaq(symbol) ? venues.XNAS : venues.XNYS;
  return {
    symbol,
    assetClass,
    currency,
    region,
    name: stream.name ?? company?.name ?? properties?.name ?? symbol,
    exchange: listed ? exchange : null,
    sector: company?.sector ?? null,
    tickSize: properties?.tickSize ?? usualTick[assetClass],
  };
}

/** The canonical symbol of a product that a venue's session speaks of. */
export function productSymbol(provider: string, product: string, reference: ReferenceData): string | null {
  return reference.properties(provider, product)?.symbol ?? symbolOfProvider(provider, product);
}

/** What a venue's session speaks of: the file's facts, else those that are known of the symbol; null for what is none. */
export function sessionInstrument(provider: string, symbol: string, reference: ReferenceData): Instrument | null {
  const known = instrumentOfSymbol(symbol);
  const { name, currency, tickSize } = reference.bySymbol(provider, symbol) ?? known ?? {};
  return known && { ...known, name: name ?? known.name, currency: currency ?? known.currency, tickSize: tickSize ?? known.tickSize };
}
