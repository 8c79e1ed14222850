import { asks, type FederatedGraph, subgraph } from '../federated-graph.ts';

const dog = { __typename: 'Dog', id: 'd1', name: 'Rex' };
const cat = { __typename: 'Cat', id: 'c1', name: 'Tom' };

/** Fields that are told on some paths only: nested, of interfaces and of unions. What is told there differs from the owner's on purpose. */
export const provides: FederatedGraph = {
  name: 'provides',
  subgraphs: {
    shop: subgraph(
      `type Query { bestsellers: [Book!]! @provides(fields: "title author { name }") newest: Book shelf: Shelf @provides(fields: "top { author { name } }") }
       type Shelf { top: Book other: Book }
       type Book @key(fields: "id") { id: ID! title: String @external author: Author @shareable sold: Int }
       type Author @key(fields: "id") { id: ID! name: String @external }`,
      { Book: [{ id: 'b1', sold: 9 }] },
      {
        Query: {
          bestsellers: () => [{ id: 'b1', title: 'Told by the shop', author: { id: 'a1', name: 'Shop' }, sold: 9 }],
          newest: () => ({ id: 'b1', sold: 9, author: { id: 'a1' } }),
          shelf: () => ({ top: { id: 'b1', author: { id: 'a1', name: 'Shelf' } }, other: { id: 'b1', author: { id: 'a1' } } }),
        },
      },
    ),
    books: subgraph('type Book @key(fields: "id") { id: ID! title: String @shareable pages: Int }', {
      Book: [{ id: 'b1', title: 'Owned', pages: 100 }],
    }),
    authors: subgraph('type Author @key(fields: "id") { id: ID! name: String @shareable born: Int }', {
      Author: [{ id: 'a1', name: 'Owner', born: 1950 }],
    }),
  },
  cases: [
    asks('{ bestsellers { title } }', { bestsellers: [{ title: 'Told by the shop' }] }),
    asks('{ bestsellers { title sold author { name } } }', {
      bestsellers: [{ title: 'Told by the shop', sold: 9, author: { name: 'Shop' } }],
    }),
    asks('{ newest { title } }', { newest: { title: 'Owned' } }),
    asks('{ newest { author { name } sold } }', { newest: { author: { name: 'Owner' }, sold: 9 } }),
    asks('{ shelf { top { author { name } } other { author { name } } } }', {
      shelf: { top: { author: { name: 'Shelf' } }, other: { author: { name: 'Owner' } } },
    }),
    asks('{ bestsellers { pages author { born } } }', { bestsellers: [{ pages: 100, author: { born: 1950 } }] }),
  ],
};

export const providesOfAbstract: FederatedGraph = {
  name: 'provides-of-abstract',
  subgraphs: {
    vet: subgraph(
      `type Query { patients: [Pet!]! @provides(fields: "... on Dog { name } ... on Cat { name }") waiting: [Animal] @provides(fields: "... on Dog { name }") all: [Animal!] }
       union Pet = Dog | Cat
       interface Animal { id: ID! }
       type Dog implements Animal @key(fields: "id") { id: ID! name: String @external }
       type Cat implements Animal @key(fields: "id") { id: ID! name: String @external lives: Int }`,
      { Dog: [{ id: 'd1' }], Cat: [{ id: 'c1', lives: 9 }] },
      {
        Query: {
          patients: () => [
            { ...dog, name: 'Rex at the vet' },
            { ...cat, name: 'Tom at the vet', lives: 9 },
          ],
          waiting: () => [{ ...dog, name: 'Rex who waits' }, { ...cat, lives: 9 }, null],
          all: () => [{ ...dog, name: undefined }],
        },
      },
    ),
    home: subgraph(
      `type Dog @key(fields: "id") { id: ID! name: String @shareable age: Int }
       type Cat @key(fields: "id") { id: ID! name: String @shareable age: Int }`,
      { Dog: [{ id: 'd1', name: 'Rex', age: 4 }], Cat: [{ id: 'c1', name: 'Tom', age: 7 }] },
    ),
  },
  cases: [
    asks('{ patients { ... on Dog { name } ... on Cat { name } } }', {
      patients: [{ name: 'Rex at the vet' }, { name: 'Tom at the vet' }],
    }),
    asks('{ patients { __typename ... on Cat { name lives age } } }', {
      patients: [{ __typename: 'Dog' }, { __typename: 'Cat', name: 'Tom at the vet', lives: 9, age: 7 }],
    }),
    asks('{ waiting { id ... on Dog { name } } }', { waiting: [{ id: 'd1', name: 'Rex who waits' }, { id: 'c1' }, null] }),
    asks('{ waiting { ... on Cat { name age } } }', { waiting: [{}, { name: 'Tom', age: 7 }, null] }),
    asks('{ all { ... on Dog { name age } } }', { all: [{ name: 'Rex', age: 4 }] }),
  ],
};

/** What is required on the way is provided there already. */
export const requiresProvided: FederatedGraph = {
  name: 'requires-provided',
  subgraphs: {
    people: subgraph(
      `type Query { me: User }
       type User @key(fields: "id") { id: ID! name: String username: String @shareable }`,
      { User: [{ id: 'u1', name: 'Ada', username: '@ada' }] },
      { Query: { me: () => ({ id: 'u1', name: 'Ada', username: '@ada' }) } },
    ),
    stock: subgraph(
      `type Product @key(fields: "sku") { sku: String! weight: Int @external price: Int @external inStock: Boolean estimate: Int @requires(fields: "price weight") }`,
      {
        Product: [
          { sku: 's1', inStock: true },
          { sku: 's2', inStock: false },
        ],
      },
      { Product: { estimate: ({ price, weight }: { price: number; weight: number }) => price * weight } },
    ),
    products: subgraph(
      `type Query { products: [Product] }
       type Product @key(fields: "sku") { sku: String! name: String price: Int weight: Int }`,
      {
        Product: [
          { sku: 's1', name: 'Pen', price: 2, weight: 5 },
          { sku: 's2', name: 'Ink', price: 4, weight: 1 },
        ],
      },
      {
        Query: {
          products: () => [
            { sku: 's1', name: 'Pen', price: 2, weight: 5 },
            { sku: 's2', name: 'Ink', price: 4, weight: 1 },
          ],
        },
      },
    ),
    reviews: subgraph(
      `type Review { id: ID! body: String author: User @provides(fields: "username") product: Product }
       type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
       type Product @key(fields: "sku") { sku: String! reviews: [Review] }`,
      {
        User: [
          {
            id: 'u1',
            username: '@from-review',
            reviews: [{ id: 'r1', body: 'Good', author: { id: 'u1', username: '@from-review' }, product: { sku: 's1' } }],
          },
        ],
        Product: [
          { sku: 's1', reviews: [{ id: 'r1', body: 'Good', author: { id: 'u1', username: '@from-review' }, product: { sku: 's1' } }] },
          { sku: 's2', reviews: [] },
        ],
      },
    ),
  },
  cases: [
    asks('{ me { name username } }', { me: { name: 'Ada', username: '@ada' } }),
    asks('{ me { reviews { body } } }', { me: { reviews: [{ body: 'Good' }] } }),
    asks('{ me { reviews { author { username } } } }', { me: { reviews: [{ author: { username: '@from-review' } }] } }),
    asks('{ me { reviews { author { id name username } } } }', {
      me: { reviews: [{ author: { id: 'u1', name: 'Ada', username: '@from-review' } }] },
    }),
    asks('{ me { reviews { product { inStock } } } }', { me: { reviews: [{ product: { inStock: true } }] } }),
    asks('{ me { reviews { product { estimate name } } } }', { me: { reviews: [{ product: { estimate: 10, name: 'Pen' } }] } }),
    asks('{ products { estimate } }', { products: [{ estimate: 10 }, { estimate: 4 }] }),
    asks('{ products { name price weight inStock estimate } }', {
      products: [
        { name: 'Pen', price: 2, weight: 5, inStock: true, estimate: 10 },
        { name: 'Ink', price: 4, weight: 1, inStock: false, estimate: 4 },
      ],
    }),
    asks('{ products { reviews { author { username reviews { id } } } } }', {
      products: [{ reviews: [{ author: { username: '@from-review', reviews: [{ id: 'r1' }] } }] }, { reviews: [] }],
    }),
    asks('{ products { reviews { product { reviews { product { estimate } } } } } }', {
      products: [{ reviews: [{ product: { reviews: [{ product: { estimate: 10 } }] } }] }, { reviews: [] }],
    }),
  ],
};
