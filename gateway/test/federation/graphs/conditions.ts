import { asks, type FederatedGraph, subgraph } from '../federated-graph.ts';

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
