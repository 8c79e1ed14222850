import { asks, type FederatedGraph, subgraph } from '../federated-graph.ts';

/** Each subgraph knows an airport by another key, and only one of them knows two. */
export const keysMashup: FederatedGraph = {
  name: 'keys-mashup',
  subgraphs: {
    towers: subgraph(
      `type Query { airports: [Airport!]! airport(code: String!): Airport }
       type Airport @key(fields: "code") { code: String! name: String! }`,
      {
        Airport: [
          { code: 'ZRH', name: 'Zürich' },
          { code: 'OSL', name: 'Oslo' },
        ],
      },
      {
        Query: {
          airports: () => [
            { code: 'ZRH', name: 'Zürich' },
            { code: 'OSL', name: 'Oslo' },
          ],
          airport: (_: unknown, { code }: { code: string }) => (code === 'ZRH' ? { code, name: 'Zürich' } : null),
        },
      },
    ),
    registry: subgraph(
      `type Airport @key(fields: "code") @key(fields: "place { country number }") { code: String! place: Place! }
       type Place @shareable { country: String! number: Int! }`,
      {
        Airport: [
          { code: 'ZRH', place: { country: 'CH', number: 1 } },
          { code: 'OSL', place: { country: 'NO', number: 7 } },
        ],
      },
    ),
    weather: subgraph(
      `type Query { warmest: Airport }
       type Airport @key(fields: "place { country number }") { place: Place! degrees: Int winds: [Wind!] }
       type Place @shareable { country: String! number: Int! }
       type Wind { knots: Int! at: Airport }`,
      {
        Airport: [
          {
            place: { country: 'CH', number: 1 },
            degrees: 21,
            winds: [{ knots: 3, at: { place: { country: 'NO', number: 7 }, degrees: 9 } }],
          },
          { place: { country: 'NO', number: 7 }, degrees: 9, winds: [] },
        ],
      },
      { Query: { warmest: () => ({ place: { country: 'CH', number: 1 }, degrees: 21 }) } },
    ),
  },
  cases: [
    asks('{ airports { name } }', { airports: [{ name: 'Zürich' }, { name: 'Oslo' }] }),
    asks('{ airports { name degrees } }', {
      airports: [
        { name: 'Zürich', degrees: 21 },
        { name: 'Oslo', degrees: 9 },
      ],
    }),
    asks('{ airports { place { country } } }', { airports: [{ place: { country: 'CH' } }, { place: { country: 'NO' } }] }),
    asks('{ warmest { name code degrees } }', { warmest: { name: 'Zürich', code: 'ZRH', degrees: 21 } }),
    asks('{ airport(code: "ZRH") { winds { knots at { name code place { number } } } } }', {
      airport: { winds: [{ knots: 3, at: { name: 'Oslo', code: 'OSL', place: { number: 7 } } }] },
    }),
    asks('{ airport(code: "QQQ") { degrees winds { knots } } }', { airport: null }),
    asks('{ airports { d: degrees w: winds { k: knots a: at { n: name } } } }', {
      airports: [
        { d: 21, w: [{ k: 3, a: { n: 'Oslo' } }] },
        { d: 9, w: [] },
      ],
    }),
    asks(
      'query ($code: String!) { airport(code: $code) { __typename degrees place { __typename country number } } }',
      {
        airport: { __typename: 'Airport', degrees: 21, place: { __typename: 'Place', country: 'CH', number: 1 } },
      },
      { variables: { code: 'ZRH' } },
    ),
  ],
};

/** An order's lines are known by the order and their own number; nested objects and lists are parts of keys. */
export const complexKeys: FederatedGraph = {
  name: 'complex-keys',
  subgraphs: {
    orders: subgraph(
      `type Query { orders: [Order!] lines: [Line] }
       type Order @key(fields: "id") { id: ID! lines: [Line!] }
       type Line @key(fields: "order { id } number") { order: Order! number: Int! quantity: Int }`,
      {
        Order: [
          {
            id: 'o1',
            lines: [
              { order: { id: 'o1' }, number: 1, quantity: 5 },
              { order: { id: 'o1' }, number: 2, quantity: 6 },
            ],
          },
        ],
        Line: [
          { order: { id: 'o1' }, number: 1, quantity: 5 },
          { order: { id: 'o1' }, number: 2, quantity: 6 },
        ],
      },
      {
        Query: {
          orders: () => [
            {
              id: 'o1',
              lines: [
                { order: { id: 'o1' }, number: 1, quantity: 5 },
                { order: { id: 'o1' }, number: 2, quantity: 6 },
              ],
            },
          ],
          lines: () => [{ order: { id: 'o1' }, number: 2, quantity: 6 }, null],
        },
      },
    ),
    prices: subgraph(
      `type Line @key(fields: "order { id } number") { order: Order! number: Int! price: Int total: Int }
       type Order @key(fields: "id") { id: ID! discount: Int }`,
      {
        Line: [
          { order: { id: 'o1' }, number: 1, price: 10 },
          { order: { id: 'o1' }, number: 2, price: 20 },
        ],
        Order: [{ id: 'o1', discount: 3 }],
      },
      { Line: { total: ({ price }: { price: number }) => price * 2 } },
    ),
  },
  cases: [
    asks('{ orders { lines { number price } } }', {
      orders: [
        {
          lines: [
            { number: 1, price: 10 },
            { number: 2, price: 20 },
          ],
        },
      ],
    }),
    asks('{ lines { quantity total } }', { lines: [{ quantity: 6, total: 40 }, null] }),
    asks('{ lines { order { discount } price } }', { lines: [{ order: { discount: 3 }, price: 20 }, null] }),
    asks('{ lines { order { id discount lines { price quantity } } } }', {
      lines: [
        {
          order: {
            id: 'o1',
            discount: 3,
            lines: [
              { price: 10, quantity: 5 },
              { price: 20, quantity: 6 },
            ],
          },
        },
        null,
      ],
    }),
    asks('{ orders { ...O } } fragment O on Order { discount lines { ...L } } fragment L on Line { total order { id } }', {
      orders: [
        {
          discount: 3,
          lines: [
            { total: 20, order: { id: 'o1' } },
            { total: 40, order: { id: 'o1' } },
          ],
        },
      ],
    }),
    asks('{ a: orders { id } b: orders { discount } }', { a: [{ id: 'o1' }], b: [{ discount: 3 }] }),
  ],
};

/** What has no key cannot be asked for more; what a subgraph does not know is null. */
export const nullKeys: FederatedGraph = {
  name: 'null-keys',
  subgraphs: {
    shelves: subgraph(
      `type Query { shelf: [Slot] }
       type Slot { book: Book }
       type Book @key(fields: "isbn") { isbn: ID! }`,
      {},
      { Query: { shelf: () => [{ book: { isbn: 'b1' } }, { book: { isbn: 'b2' } }, { book: { isbn: 'b3' } }, { book: null }, null] } },
    ),
    catalogue: subgraph(`type Book @key(fields: "isbn") @key(fields: "number") { isbn: ID! number: Int title: String }`, {
      Book: [
        { isbn: 'b1', number: 1, title: 'One' },
        { isbn: 'b2', number: null, title: 'Two' },
      ],
    }),
    loans: subgraph(
      `type Book @key(fields: "number") { number: Int reader: Reader }
       type Reader @key(fields: "id") { id: ID! }`,
      { Book: [{ number: 1, reader: { id: 'r1' } }] },
    ),
    readers: subgraph('type Reader @key(fields: "id") { id: ID! name: String! }', { Reader: [{ id: 'r1', name: 'Ann' }] }),
  },
  cases: [
    asks('{ shelf { book { isbn } } }', {
      shelf: [{ book: { isbn: 'b1' } }, { book: { isbn: 'b2' } }, { book: { isbn: 'b3' } }, { book: null }, null],
    }),
    asks('{ shelf { book { title } } }', {
      shelf: [{ book: { title: 'One' } }, { book: { title: 'Two' } }, { book: { title: null } }, { book: null }, null],
    }),
    asks('{ shelf { book { reader { id } } } }', {
      shelf: [{ book: { reader: { id: 'r1' } } }, { book: { reader: null } }, { book: { reader: null } }, { book: null }, null],
    }),
    asks('{ shelf { book { title reader { name } } } }', {
      shelf: [
        { book: { title: 'One', reader: { name: 'Ann' } } },
        { book: { title: 'Two', reader: null } },
        { book: { title: null, reader: null } },
        { book: null },
        null,
      ],
    }),
    asks('{ shelf { book { number } } }', {
      shelf: [{ book: { number: 1 } }, { book: { number: null } }, { book: { number: null } }, { book: null }, null],
    }),
  ],
};
