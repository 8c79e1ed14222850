export const indicatorKinds = ['SMA', 'EMA', 'RSI', 'MACD', 'MACD_SIGNAL', 'BOLLINGER_UPPER', 'BOLLINGER_LOWER', 'ATR', 'VWAP'] as const;
export type IndicatorKind = (typeof indicatorKinds)[number];

/** The periods that textbooks and chart programs use when none is asked for. MACD's is its slow average. */
export const defaultPeriods: Record<IndicatorKind, number> = {
  SMA: 20,
  EMA: 20,
  RSI: 14,
  MACD: 26,
  MACD_SIGNAL: 26,
  BOLLINGER_UPPER: 20,
  BOLLINGER_LOWER: 20,
  ATR: 14,
  VWAP: 1,
};

export const MAX_PERIOD = 400;
