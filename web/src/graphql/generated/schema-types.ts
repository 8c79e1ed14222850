// Generated from ../documents by `npm run documents -w web`. Do not edit.

export type AlertChangeCause = 'TRIGGERED' | 'ACKNOWLEDGED' | 'RESOLVED';

export interface AlertComparisonInput {
  metric: AlertMetric;
  comparison: Comparison;
  threshold: string;
  window?: string | null | undefined;
  interval?: Interval | null | undefined;
}

export interface AlertConditionInput {
  compare?: AlertComparisonInput | null | undefined;
  all?: ReadonlyArray<AlertConditionInput> | null | undefined;
  any?: ReadonlyArray<AlertConditionInput> | null | undefined;
  not?: AlertConditionInput | null | undefined;
}

export interface AlertFilter {
  symbols?: ReadonlyArray<string> | null | undefined;
  ruleIds?: ReadonlyArray<string> | null | undefined;
  severity?: ReadonlyArray<Severity> | null | undefined;
  active?: boolean | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
}

export type AlertMetric = 'PRICE' | 'CHANGE_PERCENT' | 'VOLUME_RATIO' | 'SENTIMENT' | 'SENTIMENT_TREND' | 'SIGNAL_SCORE' | 'RSI' | 'SILENCE';

export interface AlertRuleInput {
  name: string;
  symbols?: ReadonlyArray<string> | null | undefined;
  watchlistId?: string | null | undefined;
  condition: AlertConditionInput;
  severity?: Severity | undefined;
  holdFor?: string | undefined;
  hysteresis?: string | null | undefined;
  cooldown?: string | undefined;
  channelIds?: ReadonlyArray<string> | undefined;
  expiresAt?: string | null | undefined;
  enabled?: boolean | undefined;
}

export type AlertState = 'NORMAL' | 'PENDING' | 'FIRING' | 'RECOVERING';

export interface ArticleFilter {
  symbols?: ReadonlyArray<string> | null | undefined;
  label?: ReadonlyArray<SentimentLabel> | null | undefined;
  publisher?: ReadonlyArray<string> | null | undefined;
  search?: string | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
}

export type AssetClass = 'STOCK' | 'ETF' | 'INDEX' | 'CRYPTO' | 'FOREX' | 'COMMODITY';

export type Comparison = 'ABOVE' | 'BELOW' | 'CROSSES_ABOVE' | 'CROSSES_BELOW';

export type FeedKind = 'MARKET' | 'NEWS' | 'SENTIMENT';

export type FeedState = 'CONNECTING' | 'LIVE' | 'QUIET' | 'RATE_LIMITED' | 'DOWN' | 'DISABLED';

export type Freshness = 'LIVE' | 'DELAYED' | 'STALE' | 'CLOSED' | 'REPLAYED' | 'SIMULATED';

export interface InstrumentFilter {
  symbols?: ReadonlyArray<string> | null | undefined;
  assetClass?: ReadonlyArray<AssetClass> | null | undefined;
  region?: ReadonlyArray<Region> | null | undefined;
  currency?: ReadonlyArray<string> | null | undefined;
  sector?: ReadonlyArray<string> | null | undefined;
  search?: string | null | undefined;
  delisted?: boolean | null | undefined;
  renamed?: boolean | null | undefined;
}

export type Interval = 'ONE_SECOND' | 'ONE_MINUTE' | 'FIVE_MINUTES' | 'FIFTEEN_MINUTES' | 'THIRTY_MINUTES' | 'ONE_HOUR' | 'FOUR_HOURS' | 'ONE_DAY' | 'ONE_WEEK' | 'ONE_MONTH';

export interface PaceInput {
  mode?: PaceMode | undefined;
  every?: string | null | undefined;
}

export type PaceMode = 'EVERY' | 'LATEST';

export type Region = 'AMERICAS' | 'EUROPE' | 'ASIA_PACIFIC' | 'MIDDLE_EAST_AFRICA' | 'GLOBAL';

export type Role = 'USER' | 'PARTNER' | 'ADMIN';

export type SentimentLabel = 'BEARISH' | 'SOMEWHAT_BEARISH' | 'NEUTRAL' | 'SOMEWHAT_BULLISH' | 'BULLISH';

export type Severity = 'INFO' | 'WARNING' | 'CRITICAL';

export type SignalAction = 'STRONG_SELL' | 'SELL' | 'HOLD' | 'BUY' | 'STRONG_BUY';

export interface SignalFilter {
  symbols?: ReadonlyArray<string> | null | undefined;
  action?: ReadonlyArray<SignalAction> | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
}

export type UpdateCause = 'PRICE' | 'SENTIMENT' | 'SIGNAL' | 'ALERT';
