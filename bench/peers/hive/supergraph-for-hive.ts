import { readFileSync } from 'node:fs';
import type { HiveSetting } from './settings.ts';

const SUPERGRAPH = new URL('../../../schema/supergraph.graphql', import.meta.url);
const PUBSUB = 'directive @pubsubOperation(pubsubTopic: String!, filterBy: String, result: String) on FIELD_DEFINITION';

export interface HiveAddresses {
  subgraph(name: string): string;
  readonly events: string;
}

/**
 * Our supergraph at these addresses. The events subgraph promises no fields of other subgraphs (`provides`): with the promises Hive's Rust planner
 * asks it for the names of instruments, which it does not know. From Redis, fields of events are told by topics instead.
 */
export function supergraphForHive({ events }: HiveSetting, fields: readonly string[], addresses: HiveAddresses): string {
  const placed = readFileSync(SUPERGRAPH, 'utf8')
    .replaceAll(/@join__graph\(name: "([^"]+)", url: "[^"]*"\)/g, (_, name: string) => {
      return `@join__graph(name: "${name}", url: "${name === 'events' ? addresses.events : addresses.subgraph(name)}")`;
    })
    .replaceAll(/graph: EVENTS, provides: "[^"]*"/g, 'graph: EVENTS');
  if (events !== 'redis') return placed;
  const told = fields.reduce((text, field) => {
    const topic = `@pubsubOperation(pubsubTopic: "${field}", filterBy: "args.symbols.includes(root.symbol)")`;
    return text.replace(new RegExp(`^  ${field}\\(.*$`, 'm'), (line) => `${line} ${topic}`);
  }, placed);
  return `${told}\n${PUBSUB}\n`;
}
