/** Asked for first, so that a reader finds an event's symbol and number without parsing the message. */
const NAMED = 'cursor symbol timing { occurredAt }';
const EVERY = 'symbols: $symbols, pace: { mode: EVERY }';

/** Three selection sets of three subscriptions, each joined across the event, market and news-sentiment. */
export const joinedQueries: readonly string[] = [
  `subscription Quotes($symbols: [String!]!) { quoteUpdated(${EVERY}) {
    ${NAMED} price bid ask volume instrument { name sentiment { score label } signal { action score } } } }`,
  `subscription Trades($symbols: [String!]!) { tradeReported(${EVERY}) {
    ${NAMED} price size side instrument { assetClass sector sentiment { articleCount trend } signal { action confidence } } } }`,
  `subscription Instruments($symbols: [String!]!) { instrumentUpdated(causes: [PRICE], ${EVERY}) {
    ${NAMED} cause instrument { name quote { price bid ask } sentiment { score label } signal { action algorithm } } } }`,
];

/** Some ten kilobytes for each event. */
export const longQuery = `subscription Long($symbols: [String!]!) { quoteUpdated(symbols: $symbols) {
  ${NAMED} price instrument { name news(first: 20) { nodes { headline summary publisher } } } } }`;
