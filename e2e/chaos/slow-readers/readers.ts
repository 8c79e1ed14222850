import { request } from 'node:http';
import { WebSocket } from 'ws';

/** One subscription on a connection of its own, whose reading can be stopped. */
export interface Reader {
  readonly transport: string;
  messages: number;
  /** Events that were merged into others, as it was told. */
  skipped: number;
  /** How it was ended, if it was: a close code, or a code in a stream. */
  ended: string | null;
  read(on: boolean): void;
}

export const transports = {
  WEBSOCKET: openSocket,
  SSE: (url: string, query: string) => openStream('SSE', 'text/event-stream', url, query),
  MULTIPART: (url: string, query: string) => openStream('MULTIPART', 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0', url, query),
};

/** Resolves with its first message. */
function openSocket(url: string, query: string): Promise<Reader> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const reader = { transport: 'WEBSOCKET', messages: 0, skipped: 0, ended: null as string | null, read };
  function read(on: boolean): void {
    if (socket.readyState !== socket.OPEN) return;
    if (on) socket.resume();
    else socket.pause();
  }
  socket.on('open', () => socket.send('{"type":"connection_init"}'));
  socket.on('close', (code) => {
    reader.ended = String(code);
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      const text = String(data);
      if (text.startsWith('{"type":"connection_ack"')) socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
      else note(reader, text);
      if (reader.messages > 0) resolve(reader);
    });
  });
}

function openStream(transport: string, accept: string, url: string, query: string): Promise<Reader> {
  const body = JSON.stringify({ query });
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/graphql`, { method: 'POST', agent: false, headers: { 'content-type': 'application/json', accept } });
    asked.on('error', reject);
    asked.on('response', (response) => {
      const read = (on: boolean) => void (on ? response.resume() : response.pause());
      const reader = { transport, messages: 0, skipped: 0, ended: null as string | null, read };
      let [rest, code] = ['', ''];
      response.on('data', (data) => {
        const parts = `${rest}${data}`.split('\n');
        rest = parts.pop() ?? '';
        for (const part of parts) note(reader, part);
        code = /TOO_SLOW|GOING_AWAY/.exec(`${parts.join()}${rest}`)?.[0] ?? code;
        if (reader.messages > 0) resolve(reader);
      });
      response.on('error', () => undefined);
      response.on('close', () => {
        reader.ended = code || 'CUT';
      });
    });
    asked.end(body);
  });
}

function note(reader: Reader, text: string): void {
  if (text.includes('"data":{')) reader.messages++;
  reader.skipped += Number(/"skipped":(\d+)/.exec(text)?.[1] ?? 0);
}
