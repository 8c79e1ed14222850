import { WebSocket } from 'ws';

const QUERY = 'subscription { quoteUpdated(symbols: ["BTC-USD"]) { price } }';
const LIMIT_MS = 15_000;

/** Subscribes in so many sockets; resolves with what tells how each of them was closed, or null for one that was not. */
export async function openWitnesses(origin: string, count: number): Promise<() => Promise<(number | null)[]>> {
  const sockets = await Promise.all(Array.from({ length: count }, () => open(`${origin.replace('http', 'ws')}/graphql`)));
  const closed = sockets.map((socket) => new Promise<number>((resolve) => socket.once('close', resolve)));
  return async () => {
    const limit = new Promise<null>((resolve) => setTimeout(() => resolve(null), LIMIT_MS).unref());
    const codes = await Promise.all(closed.map((code) => Promise.race([code, limit])));
    for (const socket of sockets) socket.terminate();
    return codes;
  };
}

function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, 'graphql-transport-ws');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    socket.once('message', () => {
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY } }));
      socket.off('error', reject).on('error', () => undefined);
      resolve(socket);
    });
  });
}
