// A subscriber that reads all the time: main.ts SETTINGS (JSON). Says on SIGTERM when each message came.
import { WebSocket } from 'ws';

export interface NeighbourSettings {
  readonly url: string;
  readonly query: string;
}

const { url, query }: NeighbourSettings = JSON.parse(process.argv[2] ?? '{}');
const times: number[] = [];
const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
socket.on('open', () => socket.send('{"type":"connection_init"}'));
socket.on('message', (data) => {
  const text = String(data);
  if (text.startsWith('{"type":"connection_ack"')) socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  if (text.startsWith('{"type":"next"')) times.push(Date.now());
  if (times.length === 1) process.stdout.write('it reads\n');
});
process.once('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify(times)}\n`);
  process.exit(0);
});
