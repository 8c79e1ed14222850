import type { AnyNewEvent } from '@marketgraph/events';
import { type GraphQLObjectType, getNamedType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { fieldNamed } from '../src/subscriptions/fields/all-fields.ts';
import { alertChanged, articleScored, candles, feedChanged, logged, prices, signalChanged } from './support/events.ts';
import { createGraph } from './support/graph.ts';

const { supergraph } = createGraph();

const told: Record<string, AnyNewEvent> = {
  quoteUpdated: prices('AAPL', '1.00'),
  tradeReported: prices('AAPL', '1.00'),
  candleUpdated: candles('AAPL', [0]),
  articlePublished: articleScored('a1', ['AAPL']),
  signalChanged: signalChanged('AAPL'),
  alertChanged: alertChanged('ann'),
  instrumentUpdated: prices('AAPL', '1.00'),
  feedChanged: feedChanged('simulator'),
};

/** Belongs to others, and is carried only where the schema says `@provides`. */
const provided: Record<string, string[]> = { 'QuoteUpdate.instrument': ['quote'], 'Mention.instrument': ['name'] };

/** What the events subgraph declares and the payload does not have. */
function missing(type: GraphQLObjectType, value: unknown, parent: string): string[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => missing(type, item, parent));
  const given = value as Record<string, unknown>;
  return Object.values(type.getFields()).flatMap((field) => {
    const foreign = type.name === 'Instrument' && ['name', 'quote'].includes(field.name);
    if (foreign && !provided[parent]?.includes(field.name)) return [];
    const coordinate = `${type.name}.${field.name}`;
    if (given[field.name] === undefined) return [coordinate];
    const inner = getNamedType(field.type);
    return isObjectType(inner) ? missing(inner, given[field.name], coordinate) : [];
  });
}

const fields = Object.values(supergraph.events?.getSubscriptionType()?.getFields() ?? {});

test('every subscription of the events subgraph is served', () => {
  expect(fields.map(({ name }) => name).sort()).toEqual(Object.keys(told).sort());
});

test.each(fields.map((field) => [field.name, field] as const))('%s carries everything that the events subgraph declares', (name, field) => {
  const event = told[name];
  const [notice] = event ? (fieldNamed(name)?.tell(logged(event)) ?? []) : [];
  const type = getNamedType(field.type);
  expect(isObjectType(type) && notice && missing(type, notice.payload('cursor'), name)).toEqual([]);
});
