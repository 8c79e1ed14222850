import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, getNamedType, isObjectType, parse } from 'graphql';
import { expect, test } from 'vitest';
import { fieldRule } from '../../src/subscriptions/entities/entity-table.ts';
import { schemaFile } from '../support/fake-subgraphs.ts';

const subgraphs = ['market', 'news-sentiment', 'alerts', 'accounts'];

test.each(subgraphs)('the table knows every field that an event can be given of an entity of %s', (name) => {
  const schema = buildSubgraphSchema([{ typeDefs: parse(readFileSync(schemaFile(`${name}.graphql`), 'utf8')) }]);
  const entities = schema.getType('_Entity');
  const types = entities && 'getTypes' in entities ? entities.getTypes() : [];
  expect(types.length).toBeGreaterThan(0);
  expect([...new Set(types.flatMap((type) => unknownBelow(schema, name, type.name, new Set())))]).toEqual([]);
});

test('fields and subgraphs that it does not know have no rule', () => {
  expect(fieldRule('market', 'Instrument', 'dividendYield')).toBeUndefined();
  expect(fieldRule('market', 'Dividend', 'amount')).toBeUndefined();
  expect(fieldRule('somebody-elses', 'Instrument', 'name')).toBeUndefined();
});

/** What is fetched each time is fetched with everything below it. */
function unknownBelow(schema: GraphQLSchema, subgraph: string, typeName: string, seen: Set<string>): string[] {
  const type = schema.getType(typeName);
  if (!isObjectType(type) || seen.has(typeName)) return [];
  seen.add(typeName);
  return Object.values(type.getFields()).flatMap((field) => {
    const rule = fieldRule(subgraph, typeName, field.name);
    if (!rule) return [`${typeName}.${field.name}`];
    return rule === 'FETCHED' ? [] : unknownBelow(schema, subgraph, getNamedType(field.type).name, seen);
  });
}
