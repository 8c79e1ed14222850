import { asks, type FederatedGraph, firstFederation, subgraph } from '../federated-graph.ts';

const PEN = { id: 'p1', upc: 'u1', name: 'Pen', price: 3 };

/** Subgraphs of before Federation 2, by `extend type` and by `@extends`, on whose side keys are external. */
export const firstFederationAlone: FederatedGraph = {
  name: 'first-federation',
  subgraphs: {
    products: firstFederation(
      `type Query { products: [Product!] }
       type Product @key(fields: "id") @key(fields: "upc") { id: ID! upc: String! name: String price: Int }`,
      { Product: [PEN] },
      { Query: { products: () => [PEN] } },
    ),
    users: firstFederation(
      `extend type Query { me: User }
       type User @key(fields: "id") { id: ID! name: String }`,
      { User: [{ id: 'u1', name: 'Ada' }] },
      { Query: { me: () => ({ id: 'u1', name: 'Ada' }) } },
    ),
    reviews: firstFederation(
      `type Review { body: String author: User @provides(fields: "name") product: Product }
       extend type User @key(fields: "id") { id: ID! @external name: String @external reviews: [Review] }
       extend type Product @key(fields: "upc") { upc: String! @external price: Int @external reviews: [Review] worth: Int @requires(fields: "price") }`,
      {
        User: [{ id: 'u1', reviews: [{ body: 'Fine', author: { id: 'u1', name: 'As told by reviews' }, product: { upc: 'u1' } }] }],
        Product: [{ upc: 'u1', reviews: [{ body: 'Fine', author: { id: 'u1', name: 'As told by reviews' }, product: { upc: 'u1' } }] }],
      },
      { Product: { worth: ({ price }: { price: number }) => price * 2 } },
    ),
    stock: firstFederation(
      `type Product @key(fields: "id") @extends { id: ID! @external count: Int }
       type User @key(fields: "id") @extends { id: ID! @external cart: [Product!] }`,
      { Product: [{ id: 'p1', count: 11 }], User: [{ id: 'u1', cart: [{ id: 'p1', count: 11 }] }] },
    ),
  },
  cases: [
    asks('{ products { name count } }', { products: [{ name: 'Pen', count: 11 }] }),
    asks('{ products { reviews { body } } }', { products: [{ reviews: [{ body: 'Fine' }] }] }),
    asks('{ products { worth count } }', { products: [{ worth: 6, count: 11 }] }),
    asks('{ me { name reviews { body product { name } } } }', {
      me: { name: 'Ada', reviews: [{ body: 'Fine', product: { name: 'Pen' } }] },
    }),
    asks('{ me { reviews { author { name } } } }', { me: { reviews: [{ author: { name: 'As told by reviews' } }] } }),
    asks('{ me { cart { name worth reviews { author { id } } } } }', {
      me: { cart: [{ name: 'Pen', worth: 6, reviews: [{ author: { id: 'u1' } }] }] },
    }),
    asks('{ me { __typename cart { __typename upc } } products { id } }', {
      me: { __typename: 'User', cart: [{ __typename: 'Product', upc: 'u1' }] },
      products: [{ id: 'p1' }],
    }),
  ],
};

/** Old and new ones together; `extend type` and `@extends` in a new one; externals that nobody needs. */
export const mixedFederations: FederatedGraph = {
  name: 'mixed-federations',
  subgraphs: {
    old: firstFederation(
      `extend type Query { users: [User!] }
       extend type User @key(fields: "id") { id: ID! @external rid: ID @external posts: [Post!] }
       type Post { title: String by: User }`,
      {
        User: [
          { id: 'u1', posts: [{ title: 'Old', by: { id: 'u2' } }] },
          { id: 'u2', posts: [] },
        ],
      },
      {
        Query: {
          users: () => [
            { id: 'u1', posts: [{ title: 'Old', by: { id: 'u2' } }] },
            { id: 'u2', posts: [] },
          ],
        },
      },
    ),
    next: subgraph(
      `extend type Query { randomUser: User }
       extend type User @key(fields: "id") { id: ID! @external rid: ID nickname: String }`,
      {
        User: [
          { id: 'u1', rid: 'r1', nickname: 'one' },
          { id: 'u2', rid: 'r2', nickname: 'two' },
        ],
      },
      { Query: { randomUser: () => ({ id: 'u1', rid: 'r1', nickname: 'one' }) } },
    ),
    names: subgraph(
      `type User @key(fields: "id") @extends { id: ID! name: String! full: String @requires(fields: "nickname") nickname: String @external }`,
      {
        User: [
          { id: 'u1', name: 'One' },
          { id: 'u2', name: 'Two' },
        ],
      },
      { User: { full: ({ name, nickname }: { name: string; nickname: string }) => `${name} (${nickname})` } },
    ),
  },
  cases: [
    asks('{ users { id rid } }', {
      users: [
        { id: 'u1', rid: 'r1' },
        { id: 'u2', rid: 'r2' },
      ],
    }),
    asks('{ users { name posts { title by { name } } } }', {
      users: [
        { name: 'One', posts: [{ title: 'Old', by: { name: 'Two' } }] },
        { name: 'Two', posts: [] },
      ],
    }),
    asks('{ randomUser { id rid nickname } }', { randomUser: { id: 'u1', rid: 'r1', nickname: 'one' } }),
    asks('{ randomUser { name full } }', { randomUser: { name: 'One', full: 'One (one)' } }),
    asks('{ users { full } }', { users: [{ full: 'One (one)' }, { full: 'Two (two)' }] }),
    asks('{ randomUser { posts { by { full rid } } } }', { randomUser: { posts: [{ by: { full: 'Two (two)', rid: 'r2' } }] } }),
  ],
};
