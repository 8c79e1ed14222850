import { asks, type FederatedGraph, subgraph } from '../federated-graph.ts';

const accounts = [
  { __typename: 'Person', id: 'a1', name: 'Mia', age: 30 },
  { __typename: 'Firm', id: 'a2', name: 'Ore AG', seats: 12 },
];

/** One subgraph knows an interface's types, the others know only that there is such a thing. */
export const interfaceObjects: FederatedGraph = {
  name: 'interface-objects',
  subgraphs: {
    holders: subgraph(
      `type Query { accounts: [Account!]! account(id: ID!): Account people: [Person!]! }
       interface Account @key(fields: "id") { id: ID! name: String! }
       type Person implements Account @key(fields: "id") { id: ID! name: String! age: Int }
       type Firm implements Account @key(fields: "id") { id: ID! name: String! seats: Int }`,
      { Account: accounts, Person: accounts.slice(0, 1), Firm: accounts.slice(1) },
      {
        Query: {
          accounts: () => accounts,
          account: (_: unknown, { id }: { id: string }) => accounts.find((each) => each.id === id) ?? null,
          people: () => accounts.slice(0, 1),
        },
      },
    ),
    money: subgraph(
      `type Query { richest: Account ranked: [Account!] }
       type Account @key(fields: "id") @interfaceObject { id: ID! balance: Int! limit: Limit }
       type Limit { daily: Int }`,
      {
        Account: [
          { id: 'a1', balance: 5, limit: { daily: 1 } },
          { id: 'a2', balance: 50, limit: null },
        ],
      },
      {
        Query: {
          richest: () => ({ id: 'a2', balance: 50, limit: null }),
          ranked: () => [
            { id: 'a2', balance: 50 },
            { id: 'a1', balance: 5 },
          ],
        },
      },
    ),
    letters: subgraph(
      `type Account @key(fields: "id") @interfaceObject { id: ID! name: String! @external greeting: String! @requires(fields: "name") letters: [Letter!]! }
       type Letter { text: String! to: Account }`,
      {
        Account: [
          { id: 'a1', letters: [{ text: 'Hi', to: { id: 'a2' } }] },
          { id: 'a2', letters: [] },
        ],
      },
      { Account: { greeting: ({ name }: { name: string }) => `Dear ${name}` } },
    ),
  },
  cases: [
    asks('{ accounts { id name } }', {
      accounts: [
        { id: 'a1', name: 'Mia' },
        { id: 'a2', name: 'Ore AG' },
      ],
    }),
    asks('{ accounts { name balance } }', {
      accounts: [
        { name: 'Mia', balance: 5 },
        { name: 'Ore AG', balance: 50 },
      ],
    }),
    asks('{ accounts { __typename balance ... on Firm { seats } } }', {
      accounts: [
        { __typename: 'Person', balance: 5 },
        { __typename: 'Firm', balance: 50, seats: 12 },
      ],
    }),
    asks('{ accounts { ... on Person { age balance limit { daily } } } }', {
      accounts: [{ age: 30, balance: 5, limit: { daily: 1 } }, {}],
    }),
    asks('{ accounts { greeting } }', { accounts: [{ greeting: 'Dear Mia' }, { greeting: 'Dear Ore AG' }] }),
    asks('{ people { greeting letters { text } } }', { people: [{ greeting: 'Dear Mia', letters: [{ text: 'Hi' }] }] }),
    asks('{ richest { balance } }', { richest: { balance: 50 } }),
    asks('{ richest { id name } }', { richest: { id: 'a2', name: 'Ore AG' } }),
    asks('{ richest { __typename } }', { richest: { __typename: 'Firm' } }),
    asks('{ richest { __typename name ... on Firm { seats } } }', { richest: { __typename: 'Firm', name: 'Ore AG', seats: 12 } }),
    asks('{ richest { greeting balance } }', { richest: { greeting: 'Dear Ore AG', balance: 50 } }),
    asks('{ ranked { ... on Person { age } ... on Firm { seats } } }', { ranked: [{ seats: 12 }, { age: 30 }] }),
    // Planned without end as long as a fetch could wait for itself.
    asks('{ ranked { ... on Person { age } ... on Firm { seats greeting } } }', {
      ranked: [{ seats: 12, greeting: 'Dear Ore AG' }, { age: 30 }],
    }),
    asks('{ ranked { greeting letters { text to { greeting ... on Firm { seats } } } ... on Firm { seats greeting } } }', {
      ranked: [
        { greeting: 'Dear Ore AG', letters: [], seats: 12 },
        { greeting: 'Dear Mia', letters: [{ text: 'Hi', to: { greeting: 'Dear Ore AG', seats: 12 } }] },
      ],
    }),
    asks('{ accounts { letters { text to { name } } } }', {
      accounts: [{ letters: [{ text: 'Hi', to: { name: 'Ore AG' } }] }, { letters: [] }],
    }),
    asks('{ accounts { letters { text to { balance } } } }', {
      accounts: [{ letters: [{ text: 'Hi', to: { balance: 50 } }] }, { letters: [] }],
    }),
    asks('{ accounts { letters { to { ... on Firm { seats } __typename } } } }', {
      accounts: [{ letters: [{ to: { seats: 12, __typename: 'Firm' } }] }, { letters: [] }],
    }),
    asks('{ account(id: "a1") { b: balance g: greeting l: letters { t: text } } }', { account: { b: 5, g: 'Dear Mia', l: [{ t: 'Hi' }] } }),
    asks('{ account(id: "none") { balance greeting } }', { account: null }),
    asks('{ ranked { id ...A } } fragment A on Account { name limit { daily } }', {
      ranked: [
        { id: 'a2', name: 'Ore AG', limit: null },
        { id: 'a1', name: 'Mia', limit: { daily: 1 } },
      ],
    }),
  ],
};

/** What is added to an interface is reached by types that are only found through another subgraph. */
export const indirectExtension: FederatedGraph = {
  name: 'indirect-extension',
  subgraphs: {
    films: subgraph(
      `interface Media @key(fields: "id") { id: ID! title: String! }
       type Film implements Media @key(fields: "id") { id: ID! title: String! }
       type Show implements Media @key(fields: "id") { id: ID! title: String! seasons: Int }`,
      {
        Media: [
          { __typename: 'Film', id: 'm1', title: 'Sea' },
          { __typename: 'Show', id: 'm2', title: 'Hill', seasons: 3 },
        ],
        Film: [{ id: 'm1', title: 'Sea' }],
        Show: [{ id: 'm2', title: 'Hill', seasons: 3 }],
      },
    ),
    ratings: subgraph('type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int }', {
      Media: [
        { id: 'm1', stars: 4 },
        { id: 'm2', stars: 2 },
      ],
    }),
    lists: subgraph(
      `type Query { lists: [Playlist!] }
       type Playlist @key(fields: "name") { name: String! items: [Media!] first: Media }
       type Media @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
      {},
      { Query: { lists: () => [{ name: 'Top', items: [{ id: 'm2' }, { id: 'm1' }], first: { id: 'm2' } }] } },
    ),
  },
  cases: [
    asks('{ lists { name items { id } } }', { lists: [{ name: 'Top', items: [{ id: 'm2' }, { id: 'm1' }] }] }),
    asks('{ lists { items { title } } }', { lists: [{ items: [{ title: 'Hill' }, { title: 'Sea' }] }] }),
    asks('{ lists { items { stars } } }', { lists: [{ items: [{ stars: 2 }, { stars: 4 }] }] }),
    asks('{ lists { items { title stars } first { stars title } } }', {
      lists: [
        {
          items: [
            { title: 'Hill', stars: 2 },
            { title: 'Sea', stars: 4 },
          ],
          first: { stars: 2, title: 'Hill' },
        },
      ],
    }),
    asks('{ lists { items { __typename stars } } }', {
      lists: [
        {
          items: [
            { __typename: 'Show', stars: 2 },
            { __typename: 'Film', stars: 4 },
          ],
        },
      ],
    }),
    asks('{ lists { items { ... on Show { seasons stars } } } }', { lists: [{ items: [{ seasons: 3, stars: 2 }, {}] }] }),
    asks('{ lists { first { __typename ... on Film { title } ... on Show { seasons } } } }', {
      lists: [{ first: { __typename: 'Show', seasons: 3 } }],
    }),
  ],
};
