import { getArgumentValues, getVariableValues } from 'graphql/execution/values.js';
import { expect, test } from 'vitest';
import { createGraph } from './support/graph.ts';

const { planner, supergraph } = createGraph();

const operations = [
  'subscription($s: [String!]!) { quoteUpdated(symbols: $s) { price } }',
  'subscription($s: [String!]!, $after: Cursor) { quoteUpdated(symbols: $s, after: $after, pace: { mode: EVERY }) { price } }',
  'subscription($s: String!) { quoteUpdated(symbols: [$s, "MSFT"]) { price } }',
  'subscription($s: [String!] = ["AAPL"]) { tradeReported(symbols: $s) { price } }',
  'subscription($p: PaceInput) { quoteUpdated(symbols: "AAPL", pace: $p) { price } }',
  'subscription($c: [UpdateCause!]) { instrumentUpdated(symbols: ["AAPL"], causes: $c) { symbol } }',
  'subscription { instrumentUpdated(causes: [PRICE], symbols: ["AAPL"], after: null) { symbol } }',
];
const given = [
  {},
  { s: null },
  { s: [] },
  { s: ['AAPL', 'MSFT'], other: 1 },
  { s: 'AAPL' },
  { s: [7] },
  { s: [null] },
  { s: ['AAPL'], after: null },
  { s: ['AAPL'], after: 'abc' },
  { s: ['AAPL'], after: 5 },
  { p: null },
  { p: { mode: 'LATEST', every: 'PT1S' } },
  { p: { mode: 'NEVER' } },
  { c: ['PRICE', 'ALERT'] },
  { c: ['RUMOUR'] },
];

function prepared(query: string) {
  const preparation = planner.prepare(query, undefined);
  if (preparation.kind !== 'subscription') throw new Error(`It is no subscription: ${query}`);
  return preparation.prepared;
}

function outcome(read: () => unknown) {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

test.each(operations)('what %s is given is read as graphql-js reads it, right or wrong', (query) => {
  const { arguments: own, operation, root } = prepared(query);
  const definition = supergraph.api.getSubscriptionType()?.getFields()[root.name.value];
  if (!definition) throw new Error('The field is not in the schema.');
  for (const variables of given) {
    const read = own.variables(variables);
    const expected = getVariableValues(supergraph.api, operation.variableDefinitions ?? [], variables, { hideSuggestions: true });
    expect(read.errors?.map(String)).toEqual(expected.errors?.map(String));
    if (read.errors || !expected.coerced) continue;
    expect(read.coerced).toEqual(expected.coerced);
    const values = outcome(() => own.values(read.coerced));
    expect(values).toEqual(outcome(() => getArgumentValues(definition, root, { ...expected.coerced })));
  }
});
