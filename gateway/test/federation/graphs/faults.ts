import { asks, type FederatedGraph, subgraph } from '../federated-graph.ts';

function fail(): never {
  throw new Error('It went wrong.');
}

/** Errors and nulls where something must be: they reach as far up as the types say, across subgraphs. */
export const faults: FederatedGraph = {
  name: 'faults',
  subgraphs: {
    base: subgraph(
      `type Query { rows: [Row!] mayBe: [Row] one: Row must: Row! grid: [[Row]!] broken: String }
       type Row @key(fields: "id") { id: ID! name: String }`,
      {
        Row: [
          { id: '1', name: 'one' },
          { id: '2', name: 'two' },
          { id: '3', name: 'three' },
        ],
      },
      {
        Query: {
          rows: () => [
            { id: '1', name: 'one' },
            { id: '2', name: 'two' },
          ],
          mayBe: () => [{ id: '1' }, { id: '3' }],
          one: () => ({ id: '3', name: 'three' }),
          must: () => ({ id: '3', name: 'three' }),
          grid: () => [[{ id: '1' }, null], [{ id: '3' }]],
          broken: fail,
        },
      },
    ),
    more: subgraph(
      `type Row @key(fields: "id") { id: ID! must: Int! may: Int list: [Int!] inner: Inner }
       type Inner { must: Int! }`,
      {
        Row: [
          { id: '1', must: 1, may: 1, list: [1], inner: { must: 1 } },
          { id: '2', must: 2, may: null, list: [], inner: { must: 2 } },
        ],
      },
      { Row: { may: ({ id, may }: { id: string; may: number }) => (id === '2' ? fail() : may) } },
    ),
  },
  cases: [
    asks('{ rows { id must } }', {
      rows: [
        { id: '1', must: 1 },
        { id: '2', must: 2 },
      ],
    }),
    asks(
      '{ rows { id may } }',
      {
        rows: [
          { id: '1', may: 1 },
          { id: '2', may: null },
        ],
      },
      { errors: true },
    ),
    asks('{ mayBe { id inner { must } } }', {
      mayBe: [
        { id: '1', inner: { must: 1 } },
        { id: '3', inner: null },
      ],
    }),
    asks('{ one { name may list } }', { one: { name: 'three', may: null, list: null } }),
    asks('{ broken rows { id } }', { broken: null, rows: [{ id: '1' }, { id: '2' }] }, { errors: true }),
    asks('{ grid { id may } }', { grid: [[{ id: '1', may: 1 }, null], [{ id: '3', may: null }]] }),
    asks('{ a: rows { may } b: rows { must } }', { a: [{ may: 1 }, { may: null }], b: [{ must: 1 }, { must: 2 }] }, { errors: true }),
    asks('{ must { id list } }', { must: { id: '3', list: null } }),
  ],
};

/** Required fields with arguments: the planner asks for them beside what the client asks of the same field, and one of both is wrong. */
export const requiredArguments: FederatedGraph = {
  name: 'required-arguments',
  subgraphs: {
    base: subgraph(
      `type Query { goods: [Good!] }
       type Good @key(fields: "id") { id: ID! price(currency: String!): Int weight: Int }`,
      { Good: [{ id: 'g1', weight: 2 }] },
      {
        Query: { goods: () => [{ id: 'g1', weight: 2 }] },
        Good: { price: (_: unknown, { currency }: { currency: string }) => (currency === 'EUR' ? 10 : 11) },
      },
    ),
    ship: subgraph(
      `type Good @key(fields: "id") { id: ID! weight: Int @external price(currency: String!): Int @external
         estimate: Int @requires(fields: "price(currency: \\"EUR\\") weight") dollars: Int @requires(fields: "price(currency: \\"USD\\")") }`,
      { Good: [{ id: 'g1' }] },
      {
        Good: {
          estimate: ({ price, weight }: { price: number; weight: number }) => price * weight,
          dollars: ({ price }: { price: number }) => price,
        },
      },
    ),
  },
  cases: [
    asks('{ goods { price(currency: "USD") } }', { goods: [{ price: 11 }] }),
    asks('{ goods { estimate } }', { goods: [{ estimate: 20 }] }),
    asks('{ goods { dollars } }', { goods: [{ dollars: 11 }] }),
    asks('{ goods { price(currency: "EUR") estimate } }', { goods: [{ price: 10, estimate: 20 }] }),
    asks('{ goods { price(currency: "USD") estimate } }', { goods: [{ price: 11, estimate: 20 }] }, { wrong: 'BOTH' }),
    asks('{ goods { estimate dollars } }', { goods: [{ estimate: 20, dollars: 11 }] }, { wrong: 'BOTH' }),
  ],
};
