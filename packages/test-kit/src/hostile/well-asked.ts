import type { WellAsked } from './bodies.ts';

/** Questions to the graph that has everything, with an argument of every kind: what is sent is each of them, spoiled. */
export const wellAsked: readonly [WellAsked, ...WellAsked[]] = [
  { query: 'query($symbol: String!) { instrument(symbol: $symbol) { id name quote { price } } }', variables: { symbol: 'BTC-USD' } },
  { query: 'query($id: ID!) { node(id: $id) { id __typename } }', variables: { id: 'SW5zdHJ1bWVudDpBQVBM' } },
  {
    query:
      'query($symbols: [String!], $search: String, $first: Int!, $after: String) { instruments(filter: { search: $search, symbols: $symbols }, first: $first, after: $after) { nodes { symbol sentiment { score } } } }',
    variables: { symbols: ['AAPL'], search: 'a', first: 3, after: null },
  },
  {
    query:
      'query($interval: Interval!, $from: DateTime, $to: DateTime) { instrument(symbol: "BTC-USD") { candles(interval: $interval, from: $from, to: $to, first: 3) { nodes { close openTime } } trades(first: 2) { nodes { price } } } }',
    variables: { interval: 'ONE_MINUTE', from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
  },
  {
    query: 'query($q: String, $first: Int!) { articles(filter: { search: $q }, first: $first) { nodes { id headline } } }',
    variables: { q: 'apple', first: 2 },
  },
  {
    query:
      'mutation($email: EmailAddress!, $password: String!) { signIn(email: $email, password: $password) { session { accessToken } userErrors { code message } } }',
    variables: { email: 'nobody@marketgraph.example', password: 'not the password' },
  },
  {
    query:
      'mutation($email: EmailAddress!, $password: String!, $name: String!) { signUp(email: $email, password: $password, displayName: $name) { userErrors { code message } } }',
    variables: { email: 'x', password: 'x', name: 'x' },
  },
  {
    query: 'mutation($input: AlertRuleInput!) { createAlertRule(input: $input) { userErrors { code message } } }',
    variables: {
      input: { name: 'a', symbols: ['AAPL'], condition: { compare: { metric: 'PRICE', comparison: 'ABOVE', threshold: '1' } } },
    },
  },
  {
    query:
      'subscription($symbols: [String!]!, $after: Cursor, $every: Duration) { quoteUpdated(symbols: $symbols, after: $after, pace: { mode: LATEST, every: $every }) { price } }',
    variables: { symbols: ['BTC-USD'], after: null, every: 'PT1S' },
  },
  { query: '{ systemStatus { services { name } } viewer { id } liveCursor }' },
];
