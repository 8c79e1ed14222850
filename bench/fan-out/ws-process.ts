// The anchor: `ws` and the log, nothing else. For each event it makes one buffer per kind of reader and sends that to all of them.
import type { AddressInfo } from 'node:net';
import { encodeCursor, type LoggedEvent, openLog } from '@marketgraph/bus';
import { silentLogger, systemClock } from '@marketgraph/service';
import { type WebSocket, WebSocketServer } from 'ws';
import { readSelection, select } from './selection.ts';
import { numberOf, toldOf } from './world.ts';

export interface WsTask {
  readonly redisUrl: string;
  readonly databaseUrl: string;
  readonly symbols: readonly string[];
  /** What readers of the path `/0`, `/1` ... would have asked for. */
  readonly queries: readonly string[];
  /** Every message ends with it. */
  readonly id: string;
}

process.once('message', (task: WsTask) => void serve(task));
process.once('disconnect', () => process.exit(0));

async function serve({ redisUrl, databaseUrl, symbols, queries, id }: WsTask): Promise<void> {
  const log = await openLog({ redisUrl, databaseUrl, logger: silentLogger, clock: systemClock });
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, backlog: 4_096 });
  const kinds = queries.map((query) => ({ fields: readSelection(query), sockets: new Set<WebSocket>() }));
  server.on('connection', (socket, request) => {
    const { sockets } = kinds[Number(request.url?.slice(1))] ?? { sockets: new Set() };
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('listening', () => process.send?.({ port: (server.address() as AddressInfo).port }));
  const wanted = new Set(symbols);
  for await (const item of log.tail({ signal: new AbortController().signal })) {
    for (const logged of item.kind === 'events' ? item.events : []) if (wanted.has(logged.event.key)) tell(logged);
  }

  function tell({ event, place }: LoggedEvent): void {
    if (event.type !== 'PricesReceived') return;
    const number = numberOf(event.occurredAt);
    const cursor = encodeCursor(place);
    for (const { fields, sockets } of kinds) {
      const field = fields[0]?.name ?? '';
      const data = select({ [field]: toldOf(field, { symbol: event.payload.symbol, number, cursor }) }, fields);
      const message = Buffer.from(JSON.stringify({ type: 'next', payload: { data }, id }));
      for (const socket of sockets) socket.send(message, { binary: false });
    }
  }
}
