/** What one caller may ask for at once. */
export const limits = {
  bodyBytes: 256 * 1024,
  /** One websocket message: an operation with its variables. */
  messageBytes: 64 * 1024,
  tokens: 4_000,
  depth: 14,
  /** Introspection repeats itself to follow lists of lists of types. */
  introspectionDepth: 24,
  aliases: 64,
  rootFields: 24,
  /** Of a document, fragments counted wherever they are spread. */
  fields: 1_000,
  /** The same field, asked of the same object; fragments that overlap do that a little. */
  repeats: 32,
  definitions: 100,
  directives: 32,
  directivesAtOnePlace: 4,
  symbols: 500,
  /** Of all variables together: values, and levels of lists and objects. */
  variableValues: 5_000,
  variableDepth: 16,
  subscriptionsPerSocket: 200,
  socketsPerGateway: 20_000,
  /** A company's people share an address; one of them cannot take all. */
  connectionsPerAddress: 10_000,
  initWaitMs: 5_000,
} as const;
