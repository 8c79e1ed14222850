import '../../src/main/without-telemetry.ts';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import type { DataSource } from '../../src/queries/data-source.ts';
import { readSupergraph } from '../../src/supergraph/supergraph.ts';
import { bothExecutors } from './stock.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const subgraphs = {
  lists: `${LINK} type Query { rows: [Row] ok: String } type Row @key(fields: "id") { id: ID! name: String }`,
  counts: `${LINK} type Row @key(fields: "id") { id: ID! count: Int }`,
};
const { supergraphSdl = '' } = composeServices(
  Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
);
const { compiled } = bothExecutors(readSupergraph(supergraphSdl), '{ ok rows { name count } }');

const row = '{"__typename":"Row","id":"1","name":"n"}';
const lists = (rows: string) => `{"data":{"ok":"yes","rows":${rows}}}`;
const counts = '{"data":{"_entities":[{"count":1}]}}';

async function answered(texts: { readonly lists: string; readonly counts?: string }) {
  const sourceOf = (text: string): DataSource => ({
    process: async () => JSON.parse(text),
    texts: { ask: async () => text, read: (told) => JSON.parse(told) },
  });
  const sources = { lists: sourceOf(texts.lists), counts: sourceOf(texts.counts ?? counts) };
  const told = await compiled?.tell({ sources, variables: {}, context: { viewer: null } });
  const { data, errors = [] } = typeof told === 'string' ? JSON.parse(told) : (told ?? {});
  return { data, errors: errors.map(({ path, extensions }: Error & Record<string, object>) => ({ path, ...extensions })) };
}

const malformed = (path: readonly (string | number)[]) => ({ path, code: 'SUBGRAPH_MALFORMED' });
const malformedBy = (serviceName: string, path?: readonly (string | number)[]) => ({ path, code: 'SUBGRAPH_MALFORMED', serviceName });

test.each([
  ['an object for a list', row, null, ['rows']],
  ['a text for a list', '"text"', null, ['rows']],
  ['a number for an object', '[5]', [null], ['rows', 0]],
  ['a list for an object', `[[${row}]]`, [null], ['rows', 0]],
  ['a number for the name of a type', `[null,${row.replace('"Row"', '5')}]`, [null, null], ['rows', 1]],
])('%s is null and an error of that place; the rest stands', async (_, text, rows, path) => {
  expect(await answered({ lists: lists(text) })).toEqual({ data: { ok: 'yes', rows }, errors: [malformed(path)] });
});

test('each place that is malformed has an error of its own', async () => {
  const { data, errors } = await answered({ lists: lists(`[5,${row},"text"]`) });

  expect(data).toEqual({ ok: 'yes', rows: [null, { name: 'n', count: 1 }, null] });
  expect(errors).toEqual([malformed(['rows', 0]), malformed(['rows', 2])]);
});

test.each(['5', '[]', '"text"', 'null'])('data that is %s is an error of the subgraph', async (data) => {
  expect(await answered({ lists: `{"data":${data}}` })).toEqual({ data: { ok: null, rows: null }, errors: [malformedBy('lists')] });
});

test.each(['5', '"text"', '{}', '[]', '[{"count":1},{"count":1}]', 'null'])(
  'entities that are %s are missing, and what others answered stands',
  async (entities) => {
    expect(await answered({ lists: lists(`[${row}]`), counts: `{"data":{"_entities":${entities}}}` })).toEqual({
      data: { ok: 'yes', rows: [{ name: 'n', count: null }] },
      errors: [malformedBy('counts')],
    });
  },
);

test.each(['5', '"text"', '[]', 'false'])('an entity that is %s is missing at its place', async (entity) => {
  const two = { lists: lists(`[${row},${row}]`), counts: `{"data":{"_entities":[{"count":1},${entity}]}}` };

  const { data, errors } = await answered(two);

  const rows = [
    { name: 'n', count: 1 },
    { name: 'n', count: null },
  ];
  expect(data).toEqual({ ok: 'yes', rows });
  expect(errors).toEqual([malformedBy('counts', ['rows', 1])]);
});

test.each(['5', '"text"', '[null]', '[5]', '[{"message":7}]', '[{"message":"m","path":"p"}]', '[{"message":"m","extensions":5}]'])(
  'errors that are %s are one error of the subgraph, and its data stands',
  async (errors) => {
    const text = lists(`[${row}]`).replace(/}$/, `,"errors":${errors}}`);

    expect(await answered({ lists: text })).toEqual({
      data: { ok: 'yes', rows: [{ name: 'n', count: 1 }] },
      errors: [malformedBy('lists')],
    });
  },
);

test('a text that is too much for a pattern is read as data', async () => {
  const name = '\\n'.repeat(9_000_000);

  const { data, errors } = await answered({ lists: lists(`[${row.replace('"n"', `"${name}"`)}]`) });

  expect(data.rows[0].name).toHaveLength(9_000_000);
  expect(errors).toEqual([]);
});
