import { asks, type FederatedGraph, subgraph } from '../federated-graph.ts';

/** A field that moved: from now on the newer subgraph answers, also to what others require of it, and under interfaces. */
export const overrides: FederatedGraph = {
  name: 'overrides',
  subgraphs: {
    old: subgraph(
      `type Query { posts: [Post!]! feed: [Item!]! aPost: Post }
       interface Item { id: ID! createdAt: String }
       type Post implements Item @key(fields: "id") { id: ID! createdAt: String body: String views: Int }
       type Advert implements Item @key(fields: "id") { id: ID! createdAt: String }`,
      { Post: [{ id: 'p1', createdAt: 'old', body: 'old body', views: 1 }], Advert: [{ id: 'a1', createdAt: 'old advert' }] },
      {
        Query: {
          posts: () => [{ id: 'p1', createdAt: 'old', body: 'old body', views: 1 }],
          feed: () => [
            { __typename: 'Post', id: 'p1', createdAt: 'old', views: 1 },
            { __typename: 'Advert', id: 'a1', createdAt: 'old advert' },
          ],
          aPost: () => ({ id: 'p1', createdAt: 'old', body: 'old body', views: 1 }),
        },
      },
    ),
    next: subgraph(
      `type Query { newPosts: [Post!] aPost: Post @override(from: "old") }
       type Post @key(fields: "id") { id: ID! createdAt: String @override(from: "old") body: String @override(from: "old") words: Int }`,
      { Post: [{ id: 'p1', createdAt: 'new', body: 'new body', words: 2 }] },
      {
        Query: {
          newPosts: () => [{ id: 'p1', createdAt: 'new', body: 'new body', words: 2 }],
          aPost: () => ({ id: 'p1', createdAt: 'new', body: 'new body', words: 2 }),
        },
      },
    ),
    search: subgraph(
      `type Post @key(fields: "id") { id: ID! body: String @external views: Int @external excerpt: String @requires(fields: "body") rank: String @requires(fields: "views body") }`,
      { Post: [{ id: 'p1' }] },
      {
        Post: {
          excerpt: ({ body }: { body: string }) => `${body}...`,
          rank: ({ views, body }: { views: number; body: string }) => `${views} ${body}`,
        },
      },
    ),
    gone: subgraph('type Advert @key(fields: "id") { id: ID! text: String @override(from: "nobody") }', {
      Advert: [{ id: 'a1', text: 'Buy' }],
    }),
  },
  cases: [
    asks('{ posts { createdAt } }', { posts: [{ createdAt: 'new' }] }),
    asks('{ posts { id body views words } }', { posts: [{ id: 'p1', body: 'new body', views: 1, words: 2 }] }),
    asks('{ newPosts { body views } }', { newPosts: [{ body: 'new body', views: 1 }] }),
    asks('{ aPost { body createdAt } }', { aPost: { body: 'new body', createdAt: 'new' } }),
    asks('{ aPost { views } }', { aPost: { views: 1 } }),
    asks('{ posts { excerpt } }', { posts: [{ excerpt: 'new body...' }] }),
    asks('{ newPosts { excerpt rank } }', { newPosts: [{ excerpt: 'new body...', rank: '1 new body' }] }),
    asks('{ feed { id } }', { feed: [{ id: 'p1' }, { id: 'a1' }] }),
    asks('{ feed { id createdAt } }', {
      feed: [
        { id: 'p1', createdAt: 'new' },
        { id: 'a1', createdAt: 'old advert' },
      ],
    }),
    asks('{ feed { ... on Post { createdAt excerpt } ... on Advert { text createdAt } } }', {
      feed: [
        { createdAt: 'new', excerpt: 'new body...' },
        { text: 'Buy', createdAt: 'old advert' },
      ],
    }),
    asks('{ feed { __typename ... on Advert { text } } }', { feed: [{ __typename: 'Post' }, { __typename: 'Advert', text: 'Buy' }] }),
  ],
};
