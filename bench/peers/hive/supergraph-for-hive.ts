import { readFileSync } from 'node:fs';
import type { HiveSetting } from './settings.ts';

const SUPERGRAPH = new URL('../../../schema/supergraph.graphql', import.meta.url);
const QUOTE = '@join__field(graph: EVENTS, provides: "quote { price bid ask }")';
const PUBSUB = 'directive @pubsubOperation(pubsubTopic: String!, filterBy: String, result: String) on FIELD_DEFINITION';

export interface HiveAddresses {
  subgraph(name: string): string;
  readonly events: string;
}

/**
 * Our supergraph at these addresses, with other promises (`provides`) of the events subgraph. Names of instruments in mentions are promised no more:
 * Hive's Rust planner asks for them wherever events name an instrument. The quote of instrumentUpdated is: what happens in benches has the cause
 * PRICE, where our gateway takes it from the event without a promise. From Redis, fields of events are told by topics.
 */
export function supergraphForHive({ events }: HiveSetting, fields: readonly string[], addresses: HiveAddresses): string {
  const placed = readFileSync(SUPERGRAPH, 'utf8')
    .replaceAll(/@join__graph\(name: "([^"]+)", url: "[^"]*"\)/g, (_, name: string) => {
      return `@join__graph(name: "${name}", url: "${name === 'events' ? addresses.events : addresses.subgraph(name)}")`;
    })
    .replaceAll('graph: EVENTS, provides: "name"', 'graph: EVENTS')
    .replace(/^type InstrumentUpdate [^}]*?instrument: Instrument$/m, (type) => `${type} ${QUOTE}`);
  if (events !== 'redis') return placed;
  const told = fields.reduce((text, field) => {
    const topic = `@pubsubOperation(pubsubTopic: "${field}", filterBy: "args.symbols.includes(root.symbol)")`;
    return text.replace(new RegExp(`^  ${field}\\(.*$`, 'm'), (line) => `${line} ${topic}`);
  }, placed);
  return `${told}\n${PUBSUB}\n`;
}
