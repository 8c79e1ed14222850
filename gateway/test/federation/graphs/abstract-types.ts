import { asks, type FederatedGraph, subgraph } from '../federated-graph.ts';

const song = { __typename: 'Song', id: 's1', title: 'Blue', seconds: 200 };
const podcast = { __typename: 'Podcast', id: 'p1', title: 'Talk', host: 'Eva' };

/** An interface and a union over entities that several subgraphs know; fields of the interface live elsewhere. */
export const abstractTypes: FederatedGraph = {
  name: 'abstract-types',
  subgraphs: {
    library: subgraph(
      `type Query { tracks: [Track!]! track(id: ID!): Track anything: [Anything!] }
       interface Track { id: ID! title: String! }
       union Anything = Song | Podcast | Label
       type Song implements Track @key(fields: "id") { id: ID! title: String! seconds: Int! }
       type Podcast implements Track @key(fields: "id") { id: ID! title: String! host: String }
       type Label { name: String! best: Track }`,
      { Song: [song], Podcast: [podcast] },
      {
        Query: {
          tracks: () => [song, podcast],
          track: (_: unknown, { id }: { id: string }) => [song, podcast].find((each) => each.id === id) ?? null,
          anything: () => [podcast, { __typename: 'Label', name: 'Red', best: song }, song],
        },
      },
    ),
    plays: subgraph(
      `interface Played { plays: Int! }
       type Song implements Played @key(fields: "id") { id: ID! plays: Int! fans: [Fan!]! }
       type Podcast implements Played @key(fields: "id") { id: ID! plays: Int! }
       type Fan @key(fields: "id") { id: ID! favourite: Favourite played: [Played!] }
       union Favourite = Song | Podcast`,
      {
        Song: [
          {
            id: 's1',
            plays: 7,
            fans: [{ id: 'f1', favourite: { __typename: 'Podcast', id: 'p1' }, played: [{ __typename: 'Song', id: 's1', plays: 7 }] }],
          },
        ],
        Podcast: [{ id: 'p1', plays: 2 }],
        Fan: [{ id: 'f1', favourite: { __typename: 'Podcast', id: 'p1' } }],
      },
    ),
    people: subgraph('type Fan @key(fields: "id") { id: ID! name: String! }', { Fan: [{ id: 'f1', name: 'Leo' }] }),
  },
  cases: [
    asks('{ tracks { id title } }', {
      tracks: [
        { id: 's1', title: 'Blue' },
        { id: 'p1', title: 'Talk' },
      ],
    }),
    asks('{ tracks { __typename title ... on Song { seconds } } }', {
      tracks: [
        { __typename: 'Song', title: 'Blue', seconds: 200 },
        { __typename: 'Podcast', title: 'Talk' },
      ],
    }),
    asks('{ tracks { ... on Song { plays } ... on Podcast { host plays } } }', { tracks: [{ plays: 7 }, { host: 'Eva', plays: 2 }] }),
    asks('{ tracks { ... on Played { plays } } }', { tracks: [{ plays: 7 }, { plays: 2 }] }),
    asks('{ tracks { title ... on Played { plays } ... on Track { id } } }', {
      tracks: [
        { title: 'Blue', plays: 7, id: 's1' },
        { title: 'Talk', plays: 2, id: 'p1' },
      ],
    }),
    asks('{ tracks { ... on Song { fans { name favourite { __typename ... on Podcast { title host plays } } } } } }', {
      tracks: [{ fans: [{ name: 'Leo', favourite: { __typename: 'Podcast', title: 'Talk', host: 'Eva', plays: 2 } }] }, {}],
    }),
    asks('{ anything { __typename ... on Track { title } ... on Label { name best { title ... on Played { plays } } } } }', {
      anything: [
        { __typename: 'Podcast', title: 'Talk' },
        { __typename: 'Label', name: 'Red', best: { title: 'Blue', plays: 7 } },
        { __typename: 'Song', title: 'Blue' },
      ],
    }),
    asks('{ anything { ... on Song { plays } } }', { anything: [{}, {}, { plays: 7 }] }),
    asks('{ track(id: "s1") { ...T } } fragment T on Track { title ... on Song { fans { played { plays ... on Song { title } } } } }', {
      track: { title: 'Blue', fans: [{ played: [{ plays: 7, title: 'Blue' }] }] },
    }),
    asks('{ track(id: "none") { title ... on Song { plays } } }', { track: null }),
    asks('{ a: track(id: "p1") { ... on Podcast { n: plays } } b: track(id: "s1") { ... on Podcast { n: plays } } }', {
      a: { n: 2 },
      b: {},
    }),
    asks('{ tracks { ... on Song { ... on Played { ... on Song { seconds plays } } } } }', { tracks: [{ seconds: 200, plays: 7 }, {}] }),
  ],
};

const oven = { __typename: 'Oven', id: 'o1' };
const kettle = { __typename: 'Kettle', id: 'k1' };

/** Unions of the same name with other members in each subgraph, and interfaces that other subgraphs' types implement. */
export const unionIntersection: FederatedGraph = {
  name: 'union-intersection',
  subgraphs: {
    one: subgraph(
      `type Query { appliances: [Appliance] either: Appliance @shareable }
       union Appliance = Oven | Kettle
       interface Warm { degrees: Int }
       type Oven implements Warm @key(fields: "id") { id: ID! degrees: Int @shareable }
       type Kettle @key(fields: "id") { id: ID! litres: Float }`,
      { Oven: [{ id: 'o1', degrees: 250 }], Kettle: [{ id: 'k1', litres: 1.5 }] },
      {
        Query: {
          appliances: () => [{ ...oven, degrees: 250 }, { ...kettle, litres: 1.5 }, null],
          either: () => ({ ...oven, degrees: 250 }),
        },
      },
    ),
    two: subgraph(
      `type Query { hot: [Hot!] either: Appliance @shareable kitchen: Kitchen }
       union Appliance = Oven | Lamp
       interface Hot { id: ID! watts: Int! }
       type Oven implements Hot @key(fields: "id") { id: ID! watts: Int! degrees: Int @shareable }
       type Kettle implements Hot @key(fields: "id") { id: ID! watts: Int! }
       type Lamp { lumen: Int! }
       type Kitchen { first: Appliance all: [Hot!]! }`,
      { Oven: [{ id: 'o1', watts: 2000, degrees: 250 }], Kettle: [{ id: 'k1', watts: 900 }] },
      {
        Query: {
          hot: () => [
            { ...kettle, watts: 900 },
            { ...oven, watts: 2000, degrees: 250 },
          ],
          either: () => ({ ...oven, watts: 2000, degrees: 250 }),
          kitchen: () => ({ first: { __typename: 'Lamp', lumen: 80 }, all: [{ ...kettle, watts: 900 }] }),
        },
      },
    ),
  },
  cases: [
    asks('{ appliances { __typename } }', { appliances: [{ __typename: 'Oven' }, { __typename: 'Kettle' }, null] }),
    asks('{ appliances { ... on Oven { degrees watts } ... on Kettle { litres watts } } }', {
      appliances: [{ degrees: 250, watts: 2000 }, { litres: 1.5, watts: 900 }, null],
    }),
    asks('{ appliances { ... on Hot { watts } } }', { appliances: [{ watts: 2000 }, { watts: 900 }, null] }),
    asks('{ appliances { ... on Lamp { lumen } ... on Kettle { litres } } }', { appliances: [{}, { litres: 1.5 }, null] }),
    asks('{ hot { id watts ... on Kettle { litres } } }', {
      hot: [
        { id: 'k1', watts: 900, litres: 1.5 },
        { id: 'o1', watts: 2000 },
      ],
    }),
    asks('{ hot { ... on Warm { degrees } ... on Kettle { litres } } }', { hot: [{ litres: 1.5 }, { degrees: 250 }] }),
    asks('{ kitchen { first { __typename ... on Lamp { lumen } ... on Oven { id } } all { id ... on Kettle { litres } } } }', {
      kitchen: { first: { __typename: 'Lamp', lumen: 80 }, all: [{ id: 'k1', litres: 1.5 }] },
    }),
    asks('{ kitchen { first { ... on Hot { watts } } } }', { kitchen: { first: {} } }),
    asks('{ either { ... on Oven { id degrees } } }', { either: { id: 'o1', degrees: 250 } }),
    asks('{ either { ... on Oven { watts } } }', { either: { watts: 2000 } }),
    asks('{ either { __typename ... on Warm { degrees } } }', { either: { __typename: 'Oven', degrees: 250 } }),
  ],
};

/** The same interface with another set of implementations in each subgraph, and one that an interface implements. */
export const interfacesApart: FederatedGraph = {
  name: 'interfaces-apart',
  subgraphs: {
    land: subgraph(
      `type Query { movers: [Mover!]! named: [Named!]! }
       interface Named { name: String! }
       interface Mover implements Named { name: String! speed: Int! }
       type Car implements Mover & Named @key(fields: "name") { name: String! speed: Int! doors: Int }
       type Horse implements Mover & Named @key(fields: "name") { name: String! speed: Int! }
       type Tree implements Named { name: String! height: Int }`,
      { Car: [{ name: 'Ada', speed: 120, doors: 4 }], Horse: [{ name: 'Fury', speed: 60 }] },
      {
        Query: {
          movers: () => [
            { __typename: 'Car', name: 'Ada', speed: 120, doors: 4 },
            { __typename: 'Horse', name: 'Fury', speed: 60 },
          ],
          named: () => [
            { __typename: 'Tree', name: 'Oak', height: 20 },
            { __typename: 'Horse', name: 'Fury', speed: 60 },
          ],
        },
      },
    ),
    owners: subgraph(
      `type Query { owned: [Owned] }
       interface Owned { owner: Owner }
       type Car implements Owned @key(fields: "name") { name: String! owner: Owner }
       type Horse implements Owned @key(fields: "name") { name: String! owner: Owner }
       type Owner { nick: String! owns: [Owned!] }`,
      {
        Car: [{ name: 'Ada', owner: { nick: 'Kim', owns: [{ __typename: 'Horse', name: 'Fury' }] } }],
        Horse: [{ name: 'Fury', owner: null }],
      },
      {
        Query: {
          owned: () => [
            { __typename: 'Horse', name: 'Fury', owner: null },
            null,
            { __typename: 'Car', name: 'Ada', owner: { nick: 'Kim' } },
          ],
        },
      },
    ),
  },
  cases: [
    asks('{ movers { name speed } }', {
      movers: [
        { name: 'Ada', speed: 120 },
        { name: 'Fury', speed: 60 },
      ],
    }),
    asks('{ movers { ... on Car { doors owner { nick } } ... on Horse { speed owner { nick } } } }', {
      movers: [
        { doors: 4, owner: { nick: 'Kim' } },
        { speed: 60, owner: null },
      ],
    }),
    asks('{ movers { ... on Owned { owner { nick } } } }', { movers: [{ owner: { nick: 'Kim' } }, { owner: null }] }),
    asks('{ named { name ... on Mover { speed } ... on Tree { height } } }', {
      named: [
        { name: 'Oak', height: 20 },
        { name: 'Fury', speed: 60 },
      ],
    }),
    asks('{ named { ... on Named { name } ... on Owned { owner { nick } } } }', {
      named: [{ name: 'Oak' }, { name: 'Fury', owner: null }],
    }),
    asks('{ owned { ... on Mover { name speed } owner { nick } } }', {
      owned: [{ name: 'Fury', speed: 60, owner: null }, null, { name: 'Ada', speed: 120, owner: { nick: 'Kim' } }],
    }),
    asks('{ owned { ... on Named { name } } }', { owned: [{ name: 'Fury' }, null, { name: 'Ada' }] }),
    asks('{ movers { ... on Car { owner { owns { __typename ... on Horse { name speed } } } } } }', {
      movers: [{ owner: { owns: [{ __typename: 'Horse', name: 'Fury', speed: 60 }] } }, {}],
    }),
    asks('{ named { __typename ...F } } fragment F on Mover { s: speed ... on Horse { owner { nick } } }', {
      named: [{ __typename: 'Tree' }, { __typename: 'Horse', s: 60, owner: null }],
    }),
  ],
};
