// The anchor: `ws` with as many messages each way, and no protocol. It keeps its sockets and tells all of them the same when it is asked to.
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

const INIT = Buffer.from('{"type":"connection_init"');
const PING = Buffer.from('{"type":"ping"');
const sockets = new Set<WebSocket>();
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, backlog: 4_096 });

server.on('connection', (socket) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  socket.on('message', (data: Buffer) => {
    if (data.subarray(0, INIT.length).equals(INIT)) socket.send('{"type":"connection_ack"}');
    else if (data.subarray(0, PING.length).equals(PING)) socket.send('{"type":"pong"}');
  });
});
server.on('listening', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', ({ tell }: { tell: string }) => {
  const message = Buffer.from(tell);
  for (const socket of sockets) socket.send(message, { binary: false });
});
process.once('disconnect', () => process.exit(0));
