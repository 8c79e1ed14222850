// The events subgraph as Hive needs one: what the stack's log tells, over SSE, over websockets and in channels of Redis.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeId } from '@marketgraph/vocabulary';
import { buildASTSchema, Kind, parse } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { Redis } from 'ioredis';
import { WebSocketServer } from 'ws';
import { type LogAddress, type Told, tellPrices } from '../told-events.ts';
import { TopicSource } from '../topic-source.ts';
import { CHANNEL_PREFIX } from './settings.ts';

export interface EventsTask extends LogAddress {
  readonly symbols: readonly string[];
  readonly fields: readonly string[];
}

const SDL = new URL('../../../schema/events.graphql', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  quoteUpdated: 'QuoteUpdate',
  tradeReported: 'TradeReport',
  instrumentUpdated: 'InstrumentUpdate',
};

process.once('message', (task: EventsTask) => void serve(task));
process.once('disconnect', () => process.exit(0));

async function serve({ symbols, fields, ...log }: EventsTask): Promise<void> {
  const source = new TopicSource();
  const redis = new Redis(log.redisUrl);
  listen(schemaOver(source, fields));
  await tellPrices(log, { symbols, fields }, (symbol, told) => {
    for (const [field, value] of Object.entries(ofEvents(symbol, told))) {
      source.tell(field, symbol, value);
      void redis.publish(`${CHANNEL_PREFIX}:${field}`, JSON.stringify(value));
    }
  });
}

function listen(schema: ReturnType<typeof schemaOver>): void {
  const answer = createHandler({ schema });
  // A gateway that is ended in the middle of an answer is no fault of ours.
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.keepAliveTimeout = 120_000;
  useServer({ schema }, new WebSocketServer({ server, perMessageDeflate: false }));
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => process.send?.({ port: (server.address() as AddressInfo).port }));
}

/** Events know an instrument's keys and, where they promise it, the quote that they carry: all else is asked of its subgraphs. */
function ofEvents(symbol: string, told: Told): Told {
  const keys = { __typename: 'Instrument', id: encodeId('Instrument', symbol), symbol };
  return Object.fromEntries(
    Object.entries(told).map(([field, value]) => {
      const { quote } = (value as { readonly instrument: { readonly quote: object } }).instrument;
      return [field, { ...value, __typename: TYPES[field], instrument: { ...keys, quote: { __typename: 'Quote', ...quote } } }];
    }),
  );
}

function schemaOver(source: TopicSource, fields: readonly string[]) {
  const { definitions, ...document } = parse(readFileSync(SDL, 'utf8'));
  const own = definitions.filter(({ kind }) => kind !== Kind.SCHEMA_EXTENSION);
  const schema = buildASTSchema({ ...document, definitions: own }, { assumeValidSDL: true, assumeValid: true });
  const subscriptions = schema.getSubscriptionType()?.getFields() ?? {};
  for (const name of fields) {
    const field = subscriptions[name];
    if (!field) throw new Error(`Events have no subscription ${name}.`);
    field.subscribe = (_root, { symbols }: { symbols: readonly string[] }) => source.subscribe(name, symbols);
  }
  return schema;
}
