import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { silentLogger } from '@marketgraph/service';
import { WebSocket } from 'ws';
import { ConnectionCounts } from '../../src/limits/connection-counts.ts';
import type { Protocol } from '../../src/subscriptions/protocol/connection.ts';
import { WebSocketEndpoint } from '../../src/subscriptions/protocol/websocket-endpoint.ts';

export interface EndpointClient {
  readonly endpoint: WebSocketEndpoint;
  readonly client: WebSocket;
  /** The server's end. */
  readonly stream: Socket;
  end(): Promise<void>;
}

/** A websocket endpoint of its own with one client, and a protocol of the test's. */
export async function endpointClient(protocol: Protocol): Promise<EndpointClient> {
  const connections = new ConnectionCounts({ connections: 10, connectionsPerAddress: 10, trustedProxies: [] });
  const endpoint = new WebSocketEndpoint({ protocol, logger: silentLogger, messageBytes: 64 * 1_024, connections });
  const server = createServer()
    .on('upgrade', (request, stream, head) => endpoint.upgrade(request, stream, head))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, 'graphql-transport-ws');
  const [[stream]] = await Promise.all([once(server, 'connection') as Promise<[Socket]>, once(client, 'open')]);
  return {
    endpoint,
    client,
    stream,
    async end() {
      client.terminate();
      await endpoint.drain();
      server.close();
    },
  };
}
