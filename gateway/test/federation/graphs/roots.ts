import { asks, type FederatedGraph, subgraph } from '../federated-graph.ts';

const CAR = { id: 'c1', brand: { name: 'Volta', land: 'SE' }, price: 9 };

/** The same root fields in several subgraphs, each of which tells another part of the same thing. */
export const sharedRoots: FederatedGraph = {
  name: 'shared-roots',
  subgraphs: {
    names: subgraph(
      `type Query { car: Car @shareable cars: [Car!] @shareable }
       type Car @shareable { id: ID! brand: Brand }
       type Brand @shareable { name: String }`,
      {},
      { Query: { car: () => CAR, cars: () => [CAR, { ...CAR, id: 'c2' }] } },
    ),
    prices: subgraph(
      `type Query { car: Car @shareable cars: [Car!] @shareable }
       type Car @shareable { id: ID! price: Int }`,
      {},
      { Query: { car: () => CAR, cars: () => [CAR, { ...CAR, id: 'c2', price: 7 }] } },
    ),
    lands: subgraph(
      `type Query { car: Car @shareable cars: [Car!] @shareable }
       type Car @shareable { id: ID! brand: Brand }
       type Brand @shareable { land: String }`,
      {},
      { Query: { car: () => CAR, cars: () => [CAR, { ...CAR, id: 'c2' }] } },
    ),
  },
  cases: [
    asks('{ car { id } }', { car: { id: 'c1' } }),
    asks('{ car { price brand { name land } } }', { car: { price: 9, brand: { name: 'Volta', land: 'SE' } } }),
    asks('{ cars { id price } }', {
      cars: [
        { id: 'c1', price: 9 },
        { id: 'c2', price: 7 },
      ],
    }),
    asks('{ cars { id price brand { land name } } }', {
      cars: [
        { id: 'c1', price: 9, brand: { land: 'SE', name: 'Volta' } },
        { id: 'c2', price: 7, brand: { land: 'SE', name: 'Volta' } },
      ],
    }),
    asks('{ a: car { price } b: car { brand { land } } }', { a: { price: 9 }, b: { brand: { land: 'SE' } } }),
  ],
};

let counter = 0;

/** Mutations are carried out in their order, whichever subgraphs they are of, and can be asked for more. */
export const mutations: FederatedGraph = {
  name: 'mutations',
  subgraphs: {
    goods: subgraph(
      `type Query { good(id: ID!): Good }
       type Mutation { addGood(input: NewGood!): Good! start: Int! add(by: Int!): Int! }
       type Good @key(fields: "id") { id: ID! name: String! price: Float! }
       input NewGood { name: String! price: Float! tags: [String!] = ["new"] }`,
      { Good: [{ id: 'g1', name: 'Salt', price: 1.5 }] },
      {
        Query: { good: (_: unknown, { id }: { id: string }) => ({ id, name: 'Salt', price: 1.5 }) },
        Mutation: {
          addGood: (_: unknown, { input }: { input: { name: string; price: number; tags: string[] } }) => ({
            id: 'g1',
            name: `${input.name} ${input.tags.join()}`,
            price: input.price,
          }),
          start: () => {
            counter = 1;
            return counter;
          },
          add: (_: unknown, { by }: { by: number }) => {
            counter += by;
            return counter;
          },
        },
      },
    ),
    sums: subgraph(
      `type Mutation { multiply(by: Int!): Int! drop: Int }
       type Good @key(fields: "id") { id: ID! price: Float! @external dear: Boolean! @requires(fields: "price") group: Group }
       type Group @key(fields: "id") { id: ID! name: String }`,
      { Good: [{ id: 'g1', group: { id: 'x', name: 'Spices' } }] },
      {
        Mutation: {
          multiply: (_: unknown, { by }: { by: number }) => {
            counter *= by;
            return counter;
          },
          drop: () => {
            throw new Error('It cannot be dropped.');
          },
        },
        Good: { dear: ({ price }: { price: number }) => price > 1 },
      },
    ),
  },
  cases: [
    asks('mutation { addGood(input: { name: "Pepper", price: 0.5 }) { name price } }', { addGood: { name: 'Pepper new', price: 0.5 } }),
    asks('mutation { addGood(input: { name: "Salt", price: 2, tags: [] }) { name dear group { name } } }', {
      addGood: { name: 'Salt ', dear: true, group: { name: 'Spices' } },
    }),
    asks(
      'mutation ($good: NewGood!) { addGood(input: $good) { name dear } }',
      { addGood: { name: 'Mint a,b', dear: false } },
      {
        variables: { good: { name: 'Mint', price: 1, tags: ['a', 'b'] } },
      },
    ),
    asks('mutation { start a: add(by: 4) b: multiply(by: 2) c: add(by: 1) d: multiply(by: 3) }', { start: 1, a: 5, b: 10, c: 11, d: 33 }),
    asks('mutation { start m: multiply(by: 9) add(by: 1) }', { start: 1, m: 9, add: 10 }),
    asks('mutation { start drop add(by: 2) }', { start: 1, drop: null, add: 3 }, { errors: true }),
    asks('mutation ($by: Int = 7) { start add(by: $by) __typename }', { start: 1, add: 8, __typename: 'Mutation' }),
  ],
};

/** Enums and inputs of which subgraphs know other members, and what clients are not to see. */
export const intersections: FederatedGraph = {
  name: 'intersections',
  subgraphs: {
    one: subgraph(
      `type Query { users: [User!] usersBy(filter: Filter!): [User!] kinds: [Kind!]! hidden: Hidden @inaccessible secret: String @inaccessible }
       type User @key(fields: "id") { id: ID! type: Kind @shareable code: String @inaccessible friend: User }
       enum Kind { REGULAR ADMIN @inaccessible }
       input Filter { first: Int! kind: String }
       type Hidden @inaccessible { word: String }`,
      {
        User: [
          { id: 'u1', type: 'REGULAR', code: 'x1' },
          { id: 'u2', type: 'ADMIN', code: 'x2' },
        ],
      },
      {
        Query: {
          users: () => [
            { id: 'u1', type: 'REGULAR', code: 'x1', friend: { id: 'u2', type: 'ADMIN', code: 'x2' } },
            { id: 'u2', type: null, code: 'x2' },
          ],
          usersBy: (_: unknown, { filter }: { filter: { first: number } }) => [{ id: `u${filter.first}` }],
          kinds: () => ['REGULAR'],
        },
      },
    ),
    two: subgraph(
      `type Query { named(filter: Filter!): [User!] }
       type User @key(fields: "id") { id: ID! code: String @external name: String! @requires(fields: "code") type: Kind @shareable }
       enum Kind { REGULAR }
       input Filter { first: Int! name: String }`,
      { User: [{ id: 'u1' }, { id: 'u2' }] },
      {
        Query: { named: (_: unknown, { filter }: { filter: { first: number } }) => [{ id: `u${filter.first}` }] },
        User: { name: ({ code }: { code: string }) => `Named ${code}` },
      },
    ),
  },
  cases: [
    asks('{ users { id name } }', {
      users: [
        { id: 'u1', name: 'Named x1' },
        { id: 'u2', name: 'Named x2' },
      ],
    }),
    asks('{ users { code } }', null, { errors: true }),
    asks('{ hidden { word } }', null, { errors: true }),
    asks('{ secret }', null, { errors: true }),
    asks('{ kinds }', { kinds: ['REGULAR'] }),
    asks('{ named(filter: { first: 1 }) { name } }', { named: [{ name: 'Named x1' }] }),
    asks('{ usersBy(filter: { first: 2 }) { name } }', { usersBy: [{ name: 'Named x2' }] }),
    asks('query ($f: Filter!) { usersBy(filter: $f) { id } }', { usersBy: [{ id: 'u1' }] }, { variables: { f: { first: 1 } } }),
    asks('{ usersBy(filter: { first: 1, kind: "x" }) { id } }', null, { errors: true }),
    asks('{ users { friend { name } } }', { users: [{ friend: { name: 'Named x2' } }, { friend: null }] }),
  ],
};
