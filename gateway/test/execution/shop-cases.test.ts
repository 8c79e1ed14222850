import '../../src/main/without-telemetry.ts';
import { expect, test } from 'vitest';
import type { DataSource } from '../../src/queries/data-source.ts';
import { InProcessDataSource } from '../../src/queries/in-process-data-source.ts';
import { readSupergraph } from '../../src/supergraph/supergraph.ts';
import { anySubgraph } from './any-world.ts';
import { composeShop, shopSubgraphs } from './shop.ts';
import { bothExecutors, told } from './stock.ts';

const sdl = composeShop();
const supergraph = readSupergraph(sdl);

/** Sources that write down what they are asked, in order, and that it was answered. */
function listening(salt: string) {
  const heard: string[] = [];
  const sources: Record<string, DataSource> = {};
  for (const { name, typeDefs } of shopSubgraphs) {
    const inner = new InProcessDataSource({
      schema: anySubgraph(typeDefs, { salt, faults: 0, unknown: 0 }),
      createContext: () => ({}),
    });
    sources[name] = {
      process: async (request) => {
        heard.push(`${name} ${request.request.query} ${JSON.stringify(request.request.variables)}`);
        const answer = await inner.process(request);
        heard.push(`${name} has answered`);
        return answer;
      },
    };
  }
  return { heard, sources };
}

const mutations = [
  'mutation { rename(id: "Product:k1", label: "x") { label inStock } }',
  'mutation { a: rename(id: "Product:k1") { label inStock advice } restock(id: "Warehouse:k2", by: 3) { name products { price } } b: rename(id: "Product:k2", label: "y") { label } }',
  'mutation { review(sku: "k1", stars: 5) { stars product { price shipping warehouses { name } } by { email badge } } touch(id: "Product:k3") { id ... on Product { rating } ... on Book { reviews { stars } } } }',
  'mutation ($skip: Boolean!) { review(sku: "k1", stars: 5) @skip(if: $skip) { stars } restock(id: "Warehouse:k2", by: 3) { open rooms { inStock } } review2: review(sku: "k3", stars: 1) { product { label } } }',
  'mutation { __typename touch(id: "Book:k1") { __typename label size } }',
];

test.each(mutations.flatMap((query) => ['1', '2', '3', '4'].map((salt) => ({ query, salt }))))(
  'mutations are carried out one after the other, as the stock executor does ($salt: $query)',
  async ({ query, salt }) => {
    const { ours, stock } = bothExecutors(supergraph, query);
    const [one, other] = [listening(salt), listening(salt)];
    const variables = { skip: salt === '2' };

    expect(await told(ours(one.sources, variables))).toEqual(await told(stock(other.sources, variables)));
    expect(one.heard).toEqual(other.heard);
  },
);

test('an error is told at the entity that it is of, also where a subgraph was not asked about others before it', async () => {
  const { ours } = bothExecutors(supergraph, '{ anything { ... on Product { inStock } ... on Book { title } } }');
  const things = [{ __typename: 'Book', title: 'One' }, null, { __typename: 'Product', id: 'p1' }, { __typename: 'Product', id: 'p2' }];
  const sources: Record<string, DataSource> = {
    catalog: { process: async () => ({ data: { anything: things } }) },
    inventory: {
      process: async () => ({
        data: { _entities: [{ inStock: 1 }, null] },
        errors: [{ message: 'Nobody has counted.', path: ['_entities', 1, 'inStock'], extensions: { code: 'UNCOUNTED' } }],
      }),
    },
  };

  const { data, errors } = await ours(sources, {});

  expect(data).toEqual({ anything: [{ title: 'One' }, null, { inStock: 1 }, null] });
  expect(errors).toMatchObject([{ message: 'Nobody has counted.', path: ['anything', 3, 'inStock'] }]);
});

test('what an object is is not forgotten in fragments on interfaces', async () => {
  const { ours, stock } = bothExecutors(supergraph, '{ shelf { products { ... on Thing { ... on Product { sku } } } } }');
  const sources: Record<string, DataSource> = {
    catalog: { process: async () => ({ data: { shelf: { products: [{ sku: 'k1' }] } } }) },
  };

  expect((await ours(sources, {})).data).toEqual({ shelf: { products: [{ sku: 'k1' }] } });
  // What the stock executor makes of it: when this fails, it has been mended, and ADR 38 can say so.
  expect(JSON.stringify((await stock(sources, {})).data)).toBe('{"shelf":{"products":[{}]}}');
});
