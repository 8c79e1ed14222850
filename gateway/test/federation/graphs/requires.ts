import { asks, type FederatedGraph, subgraph } from '../federated-graph.ts';

type Parcel = { weight: number; size?: { width: number; height: number } };

/** What a subgraph computes needs fields of others, nested ones and ones that are computed themselves. */
export const requiresChain: FederatedGraph = {
  name: 'requires-chain',
  subgraphs: {
    stock: subgraph(
      `type Query { parcels: [Parcel!]! parcel(id: ID!): Parcel }
       type Parcel @key(fields: "id") { id: ID! weight: Int! size: Size parts: [Part!]! label: String }
       type Size { width: Int! height: Int! }
       type Part { grams: Int! }`,
      {
        Parcel: [
          { id: 'p1', weight: 3, size: { width: 2, height: 5 }, parts: [{ grams: 1 }, { grams: 2 }], label: 'red' },
          { id: 'p2', weight: 8, size: { width: 1, height: 1 }, parts: [], label: null },
        ],
      },
      {
        Query: {
          parcels: () => [
            { id: 'p1', weight: 3, size: { width: 2, height: 5 }, parts: [{ grams: 1 }, { grams: 2 }], label: 'red' },
            { id: 'p2', weight: 8, size: { width: 1, height: 1 }, parts: [], label: null },
          ],
          parcel: (_: unknown, { id }: { id: string }) =>
            id === 'p2' ? { id, weight: 8, size: { width: 1, height: 1 }, parts: [], label: null } : null,
        },
      },
    ),
    freight: subgraph(
      `type Parcel @key(fields: "id") {
         id: ID! weight: Int! @external size: Size @external parts: [Part!]! @external label: String @external
         cost: Int! @requires(fields: "weight") area: Int @requires(fields: "size { width height }")
         grams: Int! @requires(fields: "parts { grams }") tag: String @requires(fields: "label")
       }
       type Size @external { width: Int! height: Int! }
       type Part @external { grams: Int! }`,
      { Parcel: [{ id: 'p1' }, { id: 'p2' }] },
      {
        Parcel: {
          cost: ({ weight }: Parcel) => weight * 10,
          area: ({ size }: Parcel) => (size ? size.width * size.height : null),
          grams: ({ parts }: { parts: { grams: number }[] }) => parts.reduce((sum, { grams }) => sum + grams, 0),
          tag: ({ label }: { label: string | null }) => (label === null ? 'none' : `#${label}`),
        },
      },
    ),
    taxes: subgraph(
      `type Parcel @key(fields: "id") { id: ID! cost: Int! @external area: Int @external tax: Int! @requires(fields: "cost") fee: Int @requires(fields: "cost area") }`,
      { Parcel: [{ id: 'p1' }, { id: 'p2' }] },
      {
        Parcel: {
          tax: ({ cost }: { cost: number }) => cost / 2,
          fee: ({ cost, area }: { cost: number; area: number }) => cost + area,
        },
      },
    ),
    totals: subgraph(
      `type Parcel @key(fields: "id") { id: ID! cost: Int! @external tax: Int! @external total: Int! @requires(fields: "cost tax") }`,
      { Parcel: [{ id: 'p1' }, { id: 'p2' }] },
      { Parcel: { total: ({ cost, tax }: { cost: number; tax: number }) => cost + tax } },
    ),
  },
  cases: [
    asks('{ parcels { cost } }', { parcels: [{ cost: 30 }, { cost: 80 }] }),
    asks('{ parcels { area grams tag } }', {
      parcels: [
        { area: 10, grams: 3, tag: '#red' },
        { area: 1, grams: 0, tag: 'none' },
      ],
    }),
    asks('{ parcels { tax } }', { parcels: [{ tax: 15 }, { tax: 40 }] }),
    asks('{ parcels { fee } }', { parcels: [{ fee: 40 }, { fee: 81 }] }),
    asks('{ parcels { total } }', { parcels: [{ total: 45 }, { total: 120 }] }),
    asks('{ parcels { total cost tax weight } }', {
      parcels: [
        { total: 45, cost: 30, tax: 15, weight: 3 },
        { total: 120, cost: 80, tax: 40, weight: 8 },
      ],
    }),
    asks('{ parcels { t: total c: cost size { width } area } }', {
      parcels: [
        { t: 45, c: 30, size: { width: 2 }, area: 10 },
        { t: 120, c: 80, size: { width: 1 }, area: 1 },
      ],
    }),
    asks(
      '{ parcels { weight: cost cost: weight total } }',
      {
        parcels: [
          { weight: 30, cost: 3, total: 45 },
          { weight: 80, cost: 8, total: 120 },
        ],
      },
      { wrong: 'STOCK' },
    ),
    asks('{ parcels { size { width: height height: width } area } }', {
      parcels: [
        { size: { width: 5, height: 2 }, area: 10 },
        { size: { width: 1, height: 1 }, area: 1 },
      ],
    }),
    asks('{ parcel(id: "p2") { total area } none: parcel(id: "p9") { total } }', { parcel: { total: 120, area: 1 }, none: null }),
    asks(
      'query ($with: Boolean!) { parcels { id total @include(if: $with) tax @skip(if: $with) } }',
      {
        parcels: [
          { id: 'p1', tax: 15 },
          { id: 'p2', tax: 40 },
        ],
      },
      { variables: { with: false } },
    ),
    asks(
      'query ($with: Boolean!) { parcels { id total @include(if: $with) tax @skip(if: $with) } }',
      {
        parcels: [
          { id: 'p1', total: 45 },
          { id: 'p2', total: 120 },
        ],
      },
      { variables: { with: true } },
    ),
  ],
};

/** Required fields of interfaces and unions, with fragments, and two subgraphs that need something of each other. */
export const requiresFragments: FederatedGraph = {
  name: 'requires-fragments',
  subgraphs: {
    garden: subgraph(
      `type Query { beds: [Bed!]! }
       type Bed @key(fields: "id") { id: ID! plant: Plant! thing: Thing area: Int! }
       interface Plant { name: String! }
       type Flower implements Plant @shareable { name: String! colour: String! }
       type Vegetable implements Plant @shareable { name: String! season: Season! }
       type Season @shareable { month: Int! }
       union Thing = Flower | Stone
       type Stone @shareable { kilos: Int! }`,
      {
        Bed: [
          { id: 'b1', plant: { __typename: 'Flower', name: 'Rose', colour: 'red' }, thing: { __typename: 'Stone', kilos: 9 }, area: 4 },
          { id: 'b2', plant: { __typename: 'Vegetable', name: 'Leek', season: { month: 9 } }, thing: null, area: 6 },
        ],
      },
      {
        Query: {
          beds: () => [
            { id: 'b1', plant: { __typename: 'Flower', name: 'Rose', colour: 'red' }, thing: { __typename: 'Stone', kilos: 9 }, area: 4 },
            { id: 'b2', plant: { __typename: 'Vegetable', name: 'Leek', season: { month: 9 } }, thing: null, area: 6 },
          ],
        },
      },
    ),
    signs: subgraph(
      `type Bed @key(fields: "id") {
         id: ID! plant: Plant! @external thing: Thing @external area: Int! @external
         sign: String! @requires(fields: "plant { name ... on Flower { colour } ... on Vegetable { season { month } } }")
         heavy: Boolean! @requires(fields: "thing { ... on Stone { kilos } }")
         water: Int! @requires(fields: "area")
       }
       interface Plant { name: String! }
       type Flower implements Plant @shareable { name: String! colour: String! }
       type Vegetable implements Plant @shareable { name: String! season: Season! }
       type Season @shareable { month: Int! }
       union Thing = Flower | Stone
       type Stone @shareable { kilos: Int! }`,
      { Bed: [{ id: 'b1' }, { id: 'b2' }] },
      {
        Bed: {
          sign: ({ plant }: { plant: { name: string; colour?: string; season?: { month: number } } }) =>
            `${plant.name} ${plant.colour ?? plant.season?.month}`,
          heavy: ({ thing }: { thing: { kilos?: number } | null }) => (thing?.kilos ?? 0) > 5,
          water: ({ area }: { area: number }) => area * 3,
        },
      },
    ),
    care: subgraph(
      `type Query { careful: Bed }
       type Bed @key(fields: "id") { id: ID! water: Int! @external hours: Int! @requires(fields: "water") gardener: String }`,
      {
        Bed: [
          { id: 'b1', gardener: 'Ina' },
          { id: 'b2', gardener: null },
        ],
      },
      { Query: { careful: () => ({ id: 'b2', gardener: null }) }, Bed: { hours: ({ water }: { water: number }) => water / 2 } },
    ),
  },
  cases: [
    asks('{ beds { sign } }', { beds: [{ sign: 'Rose red' }, { sign: 'Leek 9' }] }),
    asks('{ beds { heavy } }', { beds: [{ heavy: true }, { heavy: false }] }),
    asks('{ beds { sign heavy plant { name } } }', {
      beds: [
        { sign: 'Rose red', heavy: true, plant: { name: 'Rose' } },
        { sign: 'Leek 9', heavy: false, plant: { name: 'Leek' } },
      ],
    }),
    asks('{ beds { plant { __typename ... on Vegetable { season { month } } } sign } }', {
      beds: [
        { plant: { __typename: 'Flower' }, sign: 'Rose red' },
        { plant: { __typename: 'Vegetable', season: { month: 9 } }, sign: 'Leek 9' },
      ],
    }),
    asks('{ beds { hours } }', { beds: [{ hours: 6 }, { hours: 9 }] }),
    asks('{ beds { hours water sign gardener } }', {
      beds: [
        { hours: 6, water: 12, sign: 'Rose red', gardener: 'Ina' },
        { hours: 9, water: 18, sign: 'Leek 9', gardener: null },
      ],
    }),
    asks('{ careful { hours sign } }', { careful: { hours: 9, sign: 'Leek 9' } }),
    asks('{ careful { gardener heavy thing { __typename } plant { name } } }', {
      careful: { gardener: null, heavy: false, thing: null, plant: { name: 'Leek' } },
    }),
    asks('{ beds { plant { n: name ... on Flower { c: colour } } sign } }', {
      beds: [
        { plant: { n: 'Rose', c: 'red' }, sign: 'Rose red' },
        { plant: { n: 'Leek' }, sign: 'Leek 9' },
      ],
    }),
  ],
};

/** Two subgraphs that each need what the other knows. */
export const requiresCircle: FederatedGraph = {
  name: 'requires-circle',
  subgraphs: {
    names: subgraph(
      `type Query { teams: [Team!] }
       type Team @key(fields: "id") { id: ID! first: String! third: String! @requires(fields: "second") second: String! @external }`,
      {
        Team: [
          { id: 't1', first: 'a' },
          { id: 't2', first: 'x' },
        ],
      },
      {
        Query: {
          teams: () => [
            { id: 't1', first: 'a' },
            { id: 't2', first: 'x' },
          ],
        },
        Team: { third: ({ second }: { second: string }) => `${second}c` },
      },
    ),
    marks: subgraph(
      `type Team @key(fields: "id") { id: ID! first: String! @external third: String! @external second: String! @requires(fields: "first") fourth: String! @requires(fields: "third") }`,
      { Team: [{ id: 't1' }, { id: 't2' }] },
      { Team: { second: ({ first }: { first: string }) => `${first}b`, fourth: ({ third }: { third: string }) => `${third}d` } },
    ),
  },
  cases: [
    asks('{ teams { first } }', { teams: [{ first: 'a' }, { first: 'x' }] }),
    asks('{ teams { second } }', { teams: [{ second: 'ab' }, { second: 'xb' }] }),
    asks('{ teams { third } }', { teams: [{ third: 'abc' }, { third: 'xbc' }] }),
    // Without our mends the planner asks `names` for what is external there. They hold for both: the planner is one in this process.
    asks('{ teams { fourth } }', { teams: [{ fourth: 'abcd' }, { fourth: 'xbcd' }] }),
    asks('{ teams { fourth first } }', {
      teams: [
        { fourth: 'abcd', first: 'a' },
        { fourth: 'xbcd', first: 'x' },
      ],
    }),
  ],
};
