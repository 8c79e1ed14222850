// The stock peer: graphql-ws over one schema of everything. Each subscriber's operation is executed for itself, as its documentation has it.
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { type LogAddress, tellPrices } from './told-events.ts';
import { TopicSource } from './topic-source.ts';

export interface StockTask extends LogAddress {
  readonly symbols: readonly string[];
  /** Subscription fields that will be asked for. */
  readonly fields: readonly string[];
}

const API = new URL('../../schema/api.graphql', import.meta.url);

process.once('message', (task: StockTask) => void serve(task));
process.once('disconnect', () => process.exit(0));

async function serve({ symbols, fields, ...log }: StockTask): Promise<void> {
  const source = new TopicSource();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, backlog: 4_096 });
  useServer({ schema: schemaOver(source, fields) }, server);
  server.on('listening', () => process.send?.({ port: (server.address() as AddressInfo).port }));
  await tellPrices(log, { symbols, fields }, (symbol, told) => {
    for (const [field, value] of Object.entries(told)) source.tell(field, symbol, value);
  });
}

/** Joined fields are members of what is told already: no peer could look them up for less. */
function schemaOver(source: TopicSource, fields: readonly string[]) {
  const schema = buildSchema(readFileSync(API, 'utf8'));
  const subscriptions = schema.getSubscriptionType()?.getFields() ?? {};
  for (const name of fields) {
    const field = subscriptions[name];
    if (!field) throw new Error(`The schema has no subscription ${name}.`);
    field.subscribe = (_root, { symbols }: { symbols: readonly string[] }) => source.subscribe(name, symbols);
  }
  return schema;
}
