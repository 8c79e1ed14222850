import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@external", "@requires", "@provides", "@shareable", "@interfaceObject"])`;

/** A graph of its own with what Marketgraph's does not have: unions, entity interfaces, interface objects, chains of @requires, lists in lists. */
const shop: Readonly<Record<string, string>> = {
  catalog: `
    type Query {
      products(first: Int! = 3): [Product]
      product(id: ID!): Product
      things: [Thing!]!
      media: [Media]
      oneMedium: Media
      grid: [[Product]!]
      tags: [[String!]]
      anything: [Anything]
      shelf: Shelf!
    }
    type Mutation { rename(id: ID!, label: String! = "new"): Product touch(id: ID!): Thing }
    interface Thing { id: ID! label: String size: Size! }
    interface Media @key(fields: "id") { id: ID! title: String! cover: Product }
    type Book implements Media & Thing @key(fields: "id") { id: ID! title: String! label: String size: Size! pages: Int! cover: Product }
    type Film implements Media @key(fields: "id") { id: ID! title: String! minutes: Int cover: Product }
    type Product implements Thing @key(fields: "id") @key(fields: "sku") {
      id: ID! sku: ID! label: String size: Size! price: Int weight: Float! dimensions: Dimensions related(first: Int): [Product!] cover: Media parts: [Part]
    }
    type Part { name: String! product: Product inner: [Part!] }
    type Shelf { products: [Product!]! media: [Media!] best: Anything }
    type Dimensions @shareable { width: Int! height: Int unit: Unit }
    enum Unit { METER INCH }
    enum Size { S M L }
    union Anything = Product | Book | Film | Part`,
  inventory: `
    type Query { warehouses: [Warehouse!] }
    type Mutation { restock(id: ID!, by: Int!): Warehouse }
    type Product @key(fields: "id") {
      id: ID!
      price: Int @external
      weight: Float! @external
      dimensions: Dimensions @external
      inStock: Int!
      shipping(to: String): Int @requires(fields: "price weight")
      volume: String! @requires(fields: "dimensions { width height }")
      warehouses: [Warehouse]
    }
    type Dimensions @shareable { width: Int! height: Int }
    type Warehouse @key(fields: "id") { id: ID! name: String! products(first: Int): [Product!]! rooms: [[Product]] open: Boolean! }`,
  reviews: `
    type Query { topReview: Review latest(first: Int): [Review!] }
    type Mutation { review(sku: ID!, stars: Int!): Review }
    type Media @key(fields: "id") @interfaceObject { id: ID! reviews(first: Int): [Review!]! score: Float }
    type Review @key(fields: "id") { id: ID! stars: Int! text: String product: Product! of: Media by: User }
    type Product @key(fields: "sku") { sku: ID! volume: String! @external advice: String @requires(fields: "volume") reviews: [Review] rating: Float }
    type User @key(fields: "id") { id: ID! nickname: String! @external reviews: [Review!] badge: String @requires(fields: "nickname") }`,
  users: `
    type Query { me: User users: [User] }
    type User @key(fields: "id") { id: ID! nickname: String! email: String friends: [User!] favourite: Product address: Address }
    type Product @key(fields: "id", resolvable: false) { id: ID! }
    type Address { city: String! lines: [String!]! codes: [Int] }`,
};

export const shopSubgraphs = Object.entries(shop).map(([name, sdl]) => ({ name, typeDefs: parse(`${LINK}\n${sdl}`) }));

export function composeShop(): string {
  const { supergraphSdl, errors } = composeServices(shopSubgraphs.map(({ name, typeDefs }) => ({ name, url: `http://${name}`, typeDefs })));
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
