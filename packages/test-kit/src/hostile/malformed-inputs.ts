import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import type { WellAsked } from './bodies.ts';
import { type Chance, pick } from './choice.ts';
import { judgeAnswer } from './judge-answer.ts';
import { hostileMessage } from './messages.ts';
import { rawRequest } from './raw-requests.ts';
import { type HostileRequest, hostileRequest } from './requests.ts';

export interface MalformedInputs {
  readonly port: number;
  readonly chance: Chance;
  readonly count: number;
  readonly asked: readonly [WellAsked, ...WellAsked[]];
  readonly beside?: number;
}

/** An input whose answer must not be, and why. */
export interface Finding {
  readonly why: string;
  readonly input: string;
  readonly answer: string;
}

export interface Heard {
  readonly sent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/** An answer that has not come by then does not come. */
const LIMIT_MS = 20_000;
/** A stream goes on: what it begins with is looked at. */
const STREAM_MS = 300;
const MOST_KEPT = 20;

/** Sends malformed inputs over HTTP, as raw bytes and over websockets, several beside each other, and judges what is answered. */
export async function sendMalformed({ port, chance, count, asked, beside = 8 }: MalformedInputs): Promise<Heard> {
  const agent = new Agent({ keepAlive: true, maxSockets: beside });
  const byStatus: Record<string, number> = {};
  const findings: Finding[] = [];
  let sent = 0;
  const note = (kind: string, why: string | null, input: string, answer: string) => {
    byStatus[kind] = (byStatus[kind] ?? 0) + 1;
    if (why && findings.length < MOST_KEPT) findings.push({ why, input: input.slice(0, 1_500), answer: answer.slice(0, 500) });
  };
  const one = async () => {
    const question = pick(chance, asked);
    const way = chance.next();
    if (way < 0.7) await sendRequest(port, agent, hostileRequest(chance, question), note);
    else if (way < 0.85) await sendRaw(port, rawRequest(chance), note);
    else await sendMessage(port, hostileMessage(chance, question, 'a'), note);
  };
  const worker = async () => {
    while (sent++ < count) await one();
  };
  await Promise.all(Array.from({ length: beside }, worker));
  agent.destroy();
  return { sent: count, byStatus, findings };
}

type Note = (kind: string, why: string | null, input: string, answer: string) => void;

function sendRequest(port: number, agent: Agent, { method, path, headers, body }: HostileRequest, note: Note): Promise<void> {
  const input = `${method} ${path.slice(0, 800)} ${JSON.stringify(headers).slice(0, 300)} ${body?.toString('latin1') ?? ''}`;
  return new Promise((resolve) => {
    let text = '';
    const asking = request({ port, host: '127.0.0.1', agent, method, path, headers: { ...headers, 'content-length': body?.length ?? 0 } });
    const end = (kind: string, why: string | null) => {
      clearTimeout(limit);
      note(kind, why, input, text);
      resolve();
    };
    const limit = setTimeout(() => {
      end('silent', 'no answer');
      asking.destroy();
    }, LIMIT_MS);
    asking.on('error', (error) => end('cut', text === '' && isCut(error) ? null : `a connection that fails: ${error.message}`));
    asking.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const isStream = /event-stream|multipart/.test(String(response.headers['content-type']));
      if (isStream) setTimeout(() => response.destroy(), STREAM_MS);
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('error', () => undefined);
      response.once('close', () => end(String(status), judgeAnswer(status, text, { hasBody: method !== 'HEAD' })));
    });
    asking.end(body);
  });
}

/** Whoever is refused in the middle of sending may not hear why. */
function isCut(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}

function sendRaw(port: number, bytes: Buffer, note: Note): Promise<void> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    // What it waits for does not come.
    const quiet = setTimeout(() => socket.end(), STREAM_MS);
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(quiet);
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
      const why = judgeAnswer(status, rest.join('\r\n\r\n'), { hasBody: !/transfer-encoding: chunked/i.test(head) });
      note(`raw ${status}`, why, bytes.toString('latin1'), text);
      resolve();
    });
  });
}

function sendMessage(port: number, message: string | Buffer, note: Note): Promise<void> {
  return new Promise((resolve) => {
    const heard: string[] = [];
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
    const end = (kind: string, why: string | null) => {
      clearTimeout(limit);
      socket.removeAllListeners('close');
      note(kind, why ?? judgeAnswer(null, heard.join('\n')), String(message), heard.join('\n'));
      socket.terminate();
      resolve();
    };
    const limit = setTimeout(() => end('socket silent', 'no answer'), LIMIT_MS);
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      const text = String(data);
      heard.push(text);
      if (text.startsWith('{"type":"connection_ack"')) {
        socket.send(message);
        // What is well is not answered in words: the pong comes behind whatever is.
        socket.send('{"type":"ping"}');
      }
      if (text.startsWith('{"type":"pong"')) setTimeout(() => end('socket', null), 5);
    });
    socket.on('close', (code) => end(`socket ${code}`, code === 4500 || code === 1011 ? `a close with ${code}` : null));
  });
}
