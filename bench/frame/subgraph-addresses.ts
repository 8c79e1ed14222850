/** Where the gateway finds each subgraph, by the names that its environment has for them. */
export function subgraphAddresses(names: readonly string[], url: (subgraph: string) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [`${name.toUpperCase().replace('-', '_')}_URL`, url(name)]));
}
