/** What one caller may ask for at once. */
export const limits = {
  bodyBytes: 256 * 1024,
  /** One websocket message: an operation with its variables. */
  messageBytes: 64 * 1024,
  tokens: 4_000,
  depth: 14,
  aliases: 64,
  rootFields: 24,
  directives: 32,
  symbols: 500,
  subscriptionsPerSocket: 200,
  socketsPerGateway: 20_000,
  /** A company's people share an address; one of them cannot take all. */
  connectionsPerAddress: 10_000,
  initWaitMs: 5_000,
} as const;
