// Subscribers that come and go on all transports for as long as they are let: main.ts SETTINGS (JSON). Says on SIGTERM what they met.
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Random } from '../random.ts';

export interface ComersSettings {
  readonly seed: number;
  /** So many are there at a time. */
  readonly places: number;
  /** Of the gateways. */
  readonly urls: readonly string[];
  readonly symbols: readonly string[];
}

export interface Met {
  visits: number;
  messages: number;
  /** Visits that did not hear anything because something failed. */
  failures: Record<string, number>;
}

type Visit = (url: string, query: string, variables: Record<string, unknown>, leaving: AbortSignal) => Promise<void>;

const TEXTS = [
  'subscription($symbols: [String!]!) { quoteUpdated(symbols: $symbols) { symbol price cursor } }',
  'subscription($symbols: [String!]!) { tradeReported(symbols: $symbols) { symbol price size cursor } }',
  'subscription($symbols: [String!]!) { candleUpdated(symbols: $symbols) { symbol cursor candle { close } } }',
  'subscription($symbols: [String!]!) { instrumentUpdated(symbols: $symbols) { cursor instrument { symbol name quote { price } sentiment { score } signal { action } } } }',
  'subscription($symbols: [String!]!) { signalChanged(symbols: $symbols) { cursor symbol } }',
];
const STAYS_MS = [300, 15_000] as const;
const PAUSE_MS = 50;

const settings: ComersSettings = JSON.parse(process.argv[2] ?? '{}');
const random = new Random(settings.seed);
const met: Met = { visits: 0, messages: 0, failures: {} };
const ending = new AbortController();
process.setMaxListeners(0);
process.once('SIGTERM', () => ending.abort());
await Promise.all(Array.from({ length: settings.places }, () => comeAndGo()));
process.stdout.write(`${JSON.stringify(met)}\n`);
process.exit(0);

async function comeAndGo(): Promise<void> {
  const visits: readonly Visit[] = [byWebSocket, byWebSocketRudely, bySse, byMultipart];
  while (!ending.signal.aborted) {
    const [visit, text, url] = [one(visits), one(TEXTS), one(settings.urls)];
    const symbols = settings.symbols.filter(() => random.chance(0.3));
    const leaving = AbortSignal.any([AbortSignal.timeout(random.whole(...STAYS_MS)), ending.signal]);
    met.visits++;
    await visit(url, text, { symbols: symbols.length > 0 ? symbols : settings.symbols.slice(0, 1) }, leaving).catch((error) => {
      if (leaving.aborted) return;
      const reason = error instanceof Error ? error.message : JSON.stringify(error);
      met.failures[reason] = (met.failures[reason] ?? 0) + 1;
    });
    await sleep(PAUSE_MS);
  }
}

function one<T>(items: readonly T[]): T {
  return items[random.whole(0, items.length - 1)] as T;
}

/** Unsubscribes, and closes its socket. */
async function byWebSocket(url: string, query: string, variables: Record<string, unknown>, leaving: AbortSignal): Promise<void> {
  const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 });
  const messages = client.iterate({ query, variables });
  const left = () => void messages.return?.();
  leaving.addEventListener('abort', left);
  try {
    for await (const message of messages) note(message);
  } finally {
    leaving.removeEventListener('abort', left);
    await client.dispose();
  }
}

/** Its connection is cut, now and then while it does not read. */
async function byWebSocketRudely(url: string, query: string, variables: Record<string, unknown>, leaving: AbortSignal): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const left = () => socket.terminate();
  leaving.addEventListener('abort', left);
  const isDeaf = random.chance(0.2);
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
      if (message.type === 'connection_ack' && isDeaf) socket.pause();
      if (message.type === 'next') note(message.payload);
    });
    socket.on('error', reject);
    socket.on('close', (code) => (leaving.aborted ? resolve() : reject(new Error(`It was closed with ${code}.`))));
  });
  leaving.removeEventListener('abort', left);
}

function bySse(...asked: Parameters<Visit>): Promise<void> {
  return byStream('text/event-stream', ...asked);
}

function byMultipart(...asked: Parameters<Visit>): Promise<void> {
  return byStream('multipart/mixed;boundary="graphql";subscriptionSpec=1.0', ...asked);
}

async function byStream(accept: string, ...[url, query, variables, signal]: Parameters<Visit>): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query, variables }),
    signal,
  });
  if (!response.ok) throw new Error(`It was answered ${response.status}.`);
  let last = '';
  for await (const chunk of response.body ?? []) {
    last = Buffer.from(chunk).toString();
    met.messages += last.split('"data"').length - 1;
  }
  if (!signal.aborted) throw new Error(`Its stream ended (${/"code":"(\w+)"/.exec(last)?.[1] ?? 'it was not told why'}).`);
}

function note({ errors }: { readonly errors?: readonly { readonly message: string }[] | undefined }): void {
  met.messages++;
  for (const { message } of errors ?? []) met.failures[message] = (met.failures[message] ?? 0) + 1;
}
