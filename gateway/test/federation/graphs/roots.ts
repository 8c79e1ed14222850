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

/** Conditions, `__typename` under any name and anywhere, and roots alone. */
export const conditions: FederatedGraph = {
  name: 'conditions',
  subgraphs: {
    a: subgraph(
      `type Query { product: Product list(first: Int = 2): [Product] union: Either }
       union Either = Product | Note
       type Note { text: String }
       type Product @key(fields: "id") { id: ID! price: Float }`,
      {
        Product: [
          { id: 'p1', price: 5 },
          { id: 'p2', price: 6 },
        ],
      },
      {
        Query: {
          product: () => ({ id: 'p1', price: 5 }),
          list: (_: unknown, { first }: { first: number }) => [{ id: 'p1', price: 5 }, { id: 'p2', price: 6 }, null].slice(0, first),
          union: () => ({ __typename: 'Product', id: 'p2', price: 6 }),
        },
      },
    ),
    b: subgraph(
      `type Product @key(fields: "id") { id: ID! price: Float @external dear: Boolean @requires(fields: "price") never: Boolean }`,
      { Product: [{ id: 'p1' }, { id: 'p2' }] },
      {
        Product: {
          dear: ({ price }: { price: number }) => price > 5,
          never: () => {
            throw new Error('Nobody should have asked.');
          },
        },
      },
    ),
  },
  cases: [
    asks('query ($yes: Boolean!) { product { price never @include(if: $yes) } }', { product: { price: 5 } }, { variables: { yes: false } }),
    asks('query ($yes: Boolean = true) { product { price never @skip(if: $yes) } }', { product: { price: 5 } }),
    asks('{ product { never @include(if: false) dear @skip(if: false) } }', { product: { dear: false } }),
    asks(
      'query ($yes: Boolean!) { product { id ... @include(if: $yes) { never } ...D @skip(if: $yes) } } fragment D on Product { dear }',
      { product: { id: 'p1', dear: false } },
      { variables: { yes: false } },
    ),
    asks('query ($yes: Boolean!) { product @include(if: $yes) { never } }', {}, { variables: { yes: false } }),
    asks(
      'query ($a: Boolean!, $b: Boolean!) { product { id never @include(if: $a) @skip(if: $b) } }',
      { product: { id: 'p1' } },
      { variables: { a: true, b: true } },
    ),
    asks('query ($first: Int) { list(first: $first) { dear } }', { list: [{ dear: false }, { dear: true }] }),
    asks(
      'query ($first: Int) { list(first: $first) { dear } }',
      { list: [{ dear: false }, { dear: true }, null] },
      { variables: { first: 3 } },
    ),
    asks('{ __typename }', { __typename: 'Query' }),
    asks('{ t: __typename product { kind: __typename dear } }', { t: 'Query', product: { kind: 'Product', dear: false } }),
    asks('{ union { __typename t: __typename ... on Product { dear t2: __typename } } }', {
      union: { __typename: 'Product', t: 'Product', dear: true, t2: 'Product' },
    }),
    asks('{ product { ... on Product { __typename } ...T } } fragment T on Product { a: __typename b: __typename }', {
      product: { __typename: 'Product', a: 'Product', b: 'Product' },
    }),
    asks('{ product { id: price price: id dear } }', { product: { id: 5, price: 'p1', dear: false } }, { wrong: 'STOCK' }),
    asks(
      '{ list { ...P } } fragment P on Product { id: price dear }',
      {
        list: [
          { id: 5, dear: false },
          { id: 6, dear: true },
        ],
      },
      { wrong: 'STOCK' },
    ),
    asks('{ union { ... on Product { __typename: id dear } } }', { union: { __typename: 'p2', dear: true } }, { wrong: 'STOCK' }),
    asks('{ id: product { id: price never } }', { id: { id: 5, never: null } }, { errors: true, wrong: 'STOCK' }),
    asks('{ product { never id } }', { product: { never: null, id: 'p1' } }, { errors: true }),
    asks('{ list { id nothing } }', null, { errors: true }),
    asks('query A { product { id } } query B { product { dear } }', null, { errors: true }),
  ],
};

/** What has no key is reached again through its parent; interfaces that come back to themselves; what a subgraph cannot resolve. */
export const parents: FederatedGraph = {
  name: 'parents',
  subgraphs: {
    wares: subgraph(
      `type Query { wares: [Ware!] nodes: [Node!]! ring: Link }
       type Ware @key(fields: "id pid") { id: ID! pid: ID! group: Group @shareable }
       type Group @shareable { name: String }
       interface Node { id: ID! }
       type Sheet implements Node @key(fields: "id") { id: ID! text: String }
       type Folder implements Node @key(fields: "id") { id: ID! nodes: [Node!]! }
       interface Link { next: Link label: String! }
       type Red implements Link @key(fields: "label") { label: String! next: Link }
       type Blue implements Link @key(fields: "label") { label: String! next: Link }`,
      {
        Ware: [{ id: 'w1', pid: 'x', group: { name: 'Tea' } }],
        Sheet: [{ id: 's1', text: 'Hello' }],
        Folder: [{ id: 'f1', nodes: [{ __typename: 'Sheet', id: 's1', text: 'Hello' }] }],
      },
      {
        Query: {
          wares: () => [{ id: 'w1', pid: 'x', group: { name: 'Tea' } }],
          nodes: () => [
            { __typename: 'Folder', id: 'f1', nodes: [{ __typename: 'Sheet', id: 's1', text: 'Hello' }] },
            { __typename: 'Sheet', id: 's1', text: 'Hello' },
          ],
          ring: () => ({
            __typename: 'Red',
            label: 'r',
            next: { __typename: 'Blue', label: 'b', next: { __typename: 'Red', label: 'r', next: null } },
          }),
        },
      },
    ),
    groups: subgraph(
      `type Ware @key(fields: "id pid") { id: ID! pid: ID! group: Group @shareable }
       type Group @shareable { details: Details }
       type Details { count: Int }
       interface Sized { bytes: Int! }
       type Sheet implements Sized @key(fields: "id") { id: ID! bytes: Int! }
       type Folder implements Sized @key(fields: "id") { id: ID! bytes: Int! shared: Boolean }
       type Red @key(fields: "label") { label: String! weight: Int }
       type Blue @key(fields: "label") { label: String! weight: Int depth: Int }`,
      {
        Ware: [{ id: 'w1', pid: 'x', group: { details: { count: 4 } } }],
        Sheet: [{ id: 's1', bytes: 5 }],
        Folder: [{ id: 'f1', bytes: 50, shared: true }],
        Red: [{ label: 'r', weight: 1 }],
        Blue: [{ label: 'b', weight: 2, depth: 3 }],
      },
    ),
  },
  cases: [
    asks('{ wares { group { name } } }', { wares: [{ group: { name: 'Tea' } }] }),
    asks('{ wares { group { details { count } } } }', { wares: [{ group: { details: { count: 4 } } }] }),
    asks('{ wares { id group { name details { count } } } }', { wares: [{ id: 'w1', group: { name: 'Tea', details: { count: 4 } } }] }),
    asks('{ nodes { id ... on Sized { bytes } } }', {
      nodes: [
        { id: 'f1', bytes: 50 },
        { id: 's1', bytes: 5 },
      ],
    }),
    asks('{ nodes { ... on Folder { shared nodes { id ... on Sheet { text bytes } } } } }', {
      nodes: [{ shared: true, nodes: [{ id: 's1', text: 'Hello', bytes: 5 }] }, {}],
    }),
    asks('{ nodes { __typename ... on Node { id } ... on Folder { nodes { __typename ... on Sized { bytes } } } } }', {
      nodes: [
        { __typename: 'Folder', id: 'f1', nodes: [{ __typename: 'Sheet', bytes: 5 }] },
        { __typename: 'Sheet', id: 's1' },
      ],
    }),
    asks('{ ring { label next { label next { label next { label } } } } }', {
      ring: { label: 'r', next: { label: 'b', next: { label: 'r', next: null } } },
    }),
    asks('{ ring { next { ... on Blue { depth weight next { ... on Red { weight } } } } } }', {
      ring: { next: { depth: 3, weight: 2, next: { weight: 1 } } },
    }),
    asks('{ ring { ... on Red { weight next { __typename } } ... on Blue { depth } } }', {
      ring: { weight: 1, next: { __typename: 'Blue' } },
    }),
  ],
};
