/** What kind of thing is traded. The order is the order in which clients show them. */
export const assetClasses = ['STOCK', 'ETF', 'INDEX', 'CRYPTO', 'FOREX', 'COMMODITY'] as const;
export type AssetClass = (typeof assetClasses)[number];

export const regions = ['AMERICAS', 'EUROPE', 'ASIA_PACIFIC', 'MIDDLE_EAST_AFRICA', 'GLOBAL'] as const;
export type Region = (typeof regions)[number];

/** LAST: trades, or bids where an instrument is only quoted (currencies, metals). */
export const priceBases = ['LAST', 'BID', 'ASK'] as const;
export type PriceBasis = (typeof priceBases)[number];

export type TradeSide = 'BUY' | 'SELL';

/** How far a number can be trusted right now; the meaning of each is told in the schema. */
export type Freshness = 'LIVE' | 'DELAYED' | 'STALE' | 'CLOSED' | 'REPLAYED' | 'SIMULATED';

/** Where data comes from, fixed when it is received; freshness is judged from it when it is shown. */
export type Provenance = 'LIVE' | 'DELAYED' | 'REPLAYED' | 'SIMULATED';
