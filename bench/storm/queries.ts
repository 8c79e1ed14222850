import { joinedQueries } from '../fan-out/queries.ts';

/** The queries of fan-out, for those who come back. */
export const returningQueries: readonly string[] = joinedQueries.map((query) =>
  query
    .replace('($symbols: [String!]!)', '($symbols: [String!]!, $after: Cursor)')
    .replace('symbols: $symbols,', 'symbols: $symbols, after: $after,'),
);
