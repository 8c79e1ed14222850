export { addDecimals, changePercent, compareDecimals, fromScaled, isDecimal, scaleOf, subtractDecimals, toScaled } from './decimal.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { decodeId, encodeId, keyOf, type NodeType, nodeTypes } from './identity.ts';
export { EARLIEST_MS, LATEST_MS } from './instant.ts';
export { DAY_MS, HOUR_MS, type Interval, intervalMs, intervals, MINUTE_MS, SECOND_MS } from './interval.ts';
export {
  type AssetClass,
  assetClasses,
  type Freshness,
  type PriceBasis,
  type Provenance,
  priceBases,
  type Region,
  regions,
  type TradeSide,
} from './market.ts';
export { providerSymbolOf, symbolOfProvider } from './provider-symbol.ts';
export { labelOf, type SentimentLabel, type Severity, type SignalAction, sentimentLabels, severities, signalActions } from './sentiment.ts';
export { formatSymbol, isSymbol, type ParsedSymbol, parseSymbol } from './symbol.ts';
export type { UserError, UserErrorCode } from './user-error.ts';
export { type Role, roles, type Viewer } from './viewer.ts';
