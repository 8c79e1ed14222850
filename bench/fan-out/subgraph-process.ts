// All four subgraphs in one process: answers follow from the world of the bench, whatever is asked. Counts what it is asked.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { keyOf } from '@marketgraph/vocabulary';
import { readSelection, type Selected, select } from './selection.ts';
import { instrumentOf } from './world.ts';

export type SubgraphMessage = { readonly states: Readonly<Record<string, number>> } | 'fetches';
export interface SubgraphReport {
  readonly port?: number;
  readonly fetches?: Readonly<Record<string, number>>;
}

interface Request {
  readonly query: string;
  readonly variables?: { readonly representations?: readonly { readonly symbol?: string; readonly id?: string }[] };
}

const states = new Map<string, number>();
const fetches: Record<string, number> = {};
const selections = new Map<string, readonly Selected[]>();

const server = createServer(
  (request, response) =>
    void answer(request).then(
      (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body),
      (error: unknown) => response.writeHead(400).end(String(error)),
    ),
);
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port } satisfies SubgraphReport));

process.on('message', (message: SubgraphMessage) => {
  if (message !== 'fetches') for (const [symbol, state] of Object.entries(message.states)) states.set(symbol, state);
  process.send?.({ fetches } satisfies SubgraphReport);
});
process.once('disconnect', () => process.exit(0));

async function answer(request: IncomingMessage): Promise<string> {
  const [, name = ''] = request.url?.split('/') ?? [];
  if (request.method !== 'POST') return JSON.stringify({ healthy: true });
  const { query, variables } = JSON.parse(await text(request)) as Request;
  fetches[name] = (fetches[name] ?? 0) + 1;
  const fields = selections.get(query) ?? readSelection(query);
  selections.set(query, fields);
  const _entities = variables?.representations?.map(entityOf);
  return JSON.stringify({ data: select({ __typename: 'Query', _entities, _service: { sdl: sdlOf(name) }, ...roots }, fields) });
}

const roots = { instruments: { nodes: [], edges: [], totalCount: 0 } };

function entityOf({ symbol, id }: { readonly symbol?: string; readonly id?: string }): unknown {
  const known = symbol ?? keyOf('Instrument', id ?? '');
  if (known === null) throw new Error(`Entities are instruments, which ${id} is not.`);
  return instrumentOf(known, states.get(known) ?? 0);
}

function sdlOf(name: string): string | null {
  return /^[a-z-]+$/.test(name) ? readFileSync(new URL(`../../schema/${name}.graphql`, import.meta.url), 'utf8') : null;
}
