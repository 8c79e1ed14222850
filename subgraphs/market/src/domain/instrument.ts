import type { AssetClass, Region } from '@marketgraph/vocabulary';

/** What is traded. */
export interface Instrument {
  readonly symbol: string;
  readonly name: string;
  readonly assetClass: AssetClass;
  readonly region: Region;
  /** ISO 4217 code, or the crypto unit, that prices are quoted in. */
  readonly currency: string;
  readonly exchange: Exchange | null;
  readonly sector: string | null;
  /** Smallest price step, as a decimal. */
  readonly tickSize: string;
}

/** A venue and its regular session on each weekday, in its own time zone. A session may end after midnight: then it closes after minute 1440. */
export interface Exchange {
  readonly code: string;
  readonly name: string;
  /** IANA name. */
  readonly timezone: string;
  /** Minutes after local midnight; null where trading never stops. */
  readonly session: { readonly opens: number; readonly closes: number } | null;
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  /** Whose holidays and early closes it keeps (see venue-holidays.ts); none where it opens on every one of its weekdays. */
  readonly calendar?: string | null;
}

/** Currencies and metals that no exchange trades have no trades of their own: their bids are their prices. */
export function isQuotedOnly({ assetClass, exchange }: Pick<Instrument, 'assetClass' | 'exchange'>): boolean {
  return assetClass === 'FOREX' || (assetClass === 'COMMODITY' && exchange === null);
}
