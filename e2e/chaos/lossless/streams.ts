export interface Stream {
  readonly name: string;
  readonly query: string;
  /** Whether it follows symbols. */
  readonly ofSymbols: boolean;
}

const joined = (field: string, given: string, wanted: string, selection: string) =>
  `subscription(${given}$after: Cursor) { event: ${field}(${wanted}after: $after) { cursor ${selection} } }`;
const SYMBOLS = '$symbols: [String!]!, ';

/** All that a viewer can be told which is never merged, joined with other subgraphs. */
export const streams: readonly Stream[] = [
  {
    name: 'trades',
    ofSymbols: true,
    query: joined('tradeReported', SYMBOLS, 'symbols: $symbols, ', 'symbol tradeId occurredAt price size instrument { name }'),
  },
  { name: 'articles', ofSymbols: false, query: joined('articlePublished', '', '', 'articleId article { headline mentions { symbol } }') },
  {
    name: 'signals',
    ofSymbols: true,
    query: joined(
      'signalChanged',
      SYMBOLS,
      'symbols: $symbols, ',
      'symbol action score signal { issuedAt } instrument { quote { price } }',
    ),
  },
  {
    name: 'alerts',
    ofSymbols: false,
    query: joined(
      'alertChanged',
      '',
      '',
      'alertId symbol cause alert { value triggeredAt rule { name } } instrument { signal { action } }',
    ),
  },
];

/** Where a client begins that has heard nothing: all later events come, none is between. */
export const BEGINNING = '{ liveCursor }';
