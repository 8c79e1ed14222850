/** Asked for first, as the crowd wants it. */
const NAMED = 'cursor symbol timing { occurredAt }';

function subscription(field: string, own: string, joined: string): string {
  const causes = field === 'instrumentUpdated' ? 'causes: [PRICE], ' : '';
  return `subscription($symbols: [String!]!) { ${field}(${causes}symbols: $symbols, pace: { mode: EVERY }) {
    ${NAMED} ${own} instrument { ${joined} } } }`;
}

/** Ten selection sets of three subscriptions and of about one length, each joined across the event, market and news-sentiment. */
export const tenQueries: readonly string[] = [
  subscription('quoteUpdated', 'price bid ask volume', 'name sentiment { score label } signal { action score }'),
  subscription('tradeReported', 'price size side', 'assetClass sector sentiment { articleCount trend } signal { action confidence }'),
  subscription('instrumentUpdated', 'cause', 'name quote { price bid ask } sentiment { score label } signal { action algorithm }'),
  subscription('quoteUpdated', 'price change changePercent', 'name sector sentiment { score trend } signal { confidence algorithm }'),
  subscription('tradeReported', 'price size occurredAt', 'name tickSize sentiment { label bullish } signal { action score }'),
  subscription('quoteUpdated', 'price bid volume asOf', 'currency sector sentiment { bullish bearish } signal { action previousAction }'),
  subscription(
    'instrumentUpdated',
    'cause',
    'name tickSize currency sentiment { score articleCount label } signal { action score algorithm }',
  ),
  subscription('tradeReported', 'price side source', 'name currency sentiment { neutral bearish } signal { score algorithm }'),
  subscription(
    'quoteUpdated',
    'price ask freshness',
    'assetClass tickSize sentiment { score neutral } signal { previousAction algorithm }',
  ),
  subscription('tradeReported', 'price size', 'name assetClass sector sentiment { score label trend } signal { action confidence }'),
];

export const oneQuery: readonly string[] = tenQueries.slice(0, 1);
