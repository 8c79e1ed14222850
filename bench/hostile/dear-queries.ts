/** What may be asked for at most, of each kind of answer: `n` is raised until the limits refuse it, or the page may be no longer. */
export interface DearKind {
  readonly name: string;
  readonly most: number;
  query(n: number): string;
}

const CANDLE = 'openTime closeTime open high low close volume tradeCount closed revision complete';
const COLUMNS = 'openTime open high low close volume tradeCount complete forming';
const INSTRUMENT = 'id symbol name assetClass region currency sector tickSize tradeCount lastTradeAt delistedAt exchange { code open }';
const QUOTE = 'quote { price bid ask change changePercent open high low previousClose volume asOf source freshness }';
const KINDS = ['SMA', 'EMA', 'RSI', 'MACD', 'MACD_SIGNAL', 'BOLLINGER_UPPER', 'BOLLINGER_LOWER', 'ATR', 'VWAP'];
const indicators = KINDS.map((kind) => `${kind}: indicator(kind: ${kind}, interval: ONE_MINUTE, last: 1) { value }`).join(' ');
const JOINED = `sentiment { score } sentimentHistory { score } signal { action evidence { name } } news(first: 5) { nodes { headline } }
  signals(first: 5) { nodes { action } } alerts(first: 5) { nodes { message } }`;

/** The same of several instruments, under a name each. */
function each(count: number, selection: string): string {
  const asked = Array.from(
    { length: count },
    (_, index) => `a${index}: instrument(symbol: "I${String(index).padStart(3, '0')}") { ${selection} }`,
  );
  return `{ ${asked.join(' ')} }`;
}

function list(n: number, selection: string): string {
  return `{ instruments(first: ${n}) { nodes { ${selection} } } }`;
}

export const dearKinds: readonly DearKind[] = [
  { name: 'rows of candles', most: 5_000, query: (n) => each(1, `candles(last: ${n}) { nodes { ${CANDLE} } }`) },
  { name: 'rows of candles, of many', most: 5_000, query: (n) => each(20, `candles(last: ${n}) { nodes { open } }`) },
  { name: 'edges of candles', most: 5_000, query: (n) => each(1, `candles(last: ${n}) { edges { cursor node { ${CANDLE} } } }`) },
  { name: 'columns of candles, of many', most: 5_000, query: (n) => each(24, `candleSeries(last: ${n}) { ${COLUMNS} }`) },
  { name: 'instruments with quotes', most: 500, query: (n) => list(n, `${INSTRUMENT} ${QUOTE}`) },
  { name: 'a candle of each', most: 500, query: (n) => list(n, 'candles(last: 1) { nodes { open } }') },
  {
    name: 'statistics of each',
    most: 500,
    query: (n) => list(n, 'a: statistics { vwap } b: statistics(window: "P30D") { volatilityPercent }'),
  },
  { name: 'all indicators of each', most: 500, query: (n) => list(n, indicators) },
  { name: 'long indicators', most: 5_000, query: (n) => each(24, `indicator(kind: ATR, interval: ONE_MINUTE, last: ${n}) { value }`) },
  { name: 'all that is joined', most: 500, query: (n) => list(n, JOINED) },
  { name: 'trades of each', most: 500, query: (n) => list(n, 'trades(first: 5) { nodes { price } }') },
  { name: 'everything of each', most: 500, query: (n) => list(n, `${INSTRUMENT} ${QUOTE} ${indicators} statistics { vwap } ${JOINED}`) },
];
