export { addDecimals, changePercent, compareDecimals, fromScaled, isDecimal, scaleOf, subtractDecimals, toScaled } from './decimal.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { decodeId, encodeId, keyOf, nodeTypes, type NodeType } from './identity.ts';
export { DAY_MS, HOUR_MS, intervalMs, intervals, MINUTE_MS, SECOND_MS, type Interval } from './interval.ts';
export {
  assetClasses, isSymbol, priceBases, regions,
  type AssetClass, type Freshness, type PriceBasis, type Provenance, type Region, type TradeSide,
} from './market.ts';
export { labelOf, sentimentLabels, severities, signalActions, type SentimentLabel, type Severity, type SignalAction } from './sentiment.ts';
export type { UserError, UserErrorCode } from './user-error.ts';
export { roles, type Role, type Viewer } from './viewer.ts';
