import { createMemoryLog } from '@marketgraph/bus';
import { Metrics, silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { WebSocket } from 'ws';
import { createGateway, type GatewayOptions } from '../../src/main/gateway.ts';
import { fakeSubgraphs, schemaFile } from './fake-subgraphs.ts';
import { createTokens } from './tokens.ts';

/** The whole gateway on a free port, over a memory log and fake subgraphs. */
export async function runGateway(changes: Partial<GatewayOptions> = {}) {
  const clock = new ManualClock();
  const log = createMemoryLog({ clock, logger: silentLogger });
  const tokens = await createTokens(clock);
  const subgraphs = fakeSubgraphs();
  const metrics = new Metrics();
  const gateway = await createGateway({
    port: 0,
    host: '127.0.0.1',
    log,
    clock,
    logger: silentLogger,
    metrics,
    subgraphs,
    services: () => [{ name: 'market', healthy: true, lagMs: 3 }],
    jwtKeysDir: tokens.folder,
    webRoot: '/nowhere',
    supergraphPath: schemaFile('supergraph.graphql'),
    recorders: [],
    ...changes,
  });
  await gateway.start().catch(async (error) => {
    await gateway.stop();
    throw error;
  });
  const address = `127.0.0.1:${gateway.port}`;
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text.startsWith('{') ? JSON.parse(text) : text };
  };
  return {
    gateway,
    metrics,
    address,
    url: `http://${address}`,
    log,
    clock,
    tokens,
    subgraphs,
    post,
    socket: () => TestSocket.open(address),
  };
}

export type RunningGateway = Awaited<ReturnType<typeof runGateway>>;

interface Problem {
  readonly message: string;
  readonly extensions: { readonly code: string };
}

/** What `next` carries, and, as a list of problems, what `error` does. */
export type Payload = {
  readonly data: Record<string, Record<string, unknown> | null>;
  readonly errors?: readonly Problem[];
} & readonly Problem[];

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: Payload;
}

/** A websocket that speaks graphql-transport-ws word by word, so that a test can also say what no client would. */
export class TestSocket {
  readonly messages: Message[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #watchers: (() => void)[] = [];

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.messages.push(JSON.parse(String(data)));
      for (const watch of this.#watchers.splice(0)) watch();
    });
    this.closed = new Promise((resolve) => socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })));
    socket.on('error', () => undefined);
  }

  static async open(address: string): Promise<TestSocket> {
    const socket = new WebSocket(`ws://${address}/graphql`, 'graphql-transport-ws');
    const test = new TestSocket(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return test;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async init(authorization?: string): Promise<this> {
    this.send({ type: 'connection_init', ...(authorization !== undefined && { payload: { authorization } }) });
    await this.find(({ type }) => type === 'connection_ack');
    return this;
  }

  subscribe(id: string, query: string, variables?: Record<string, unknown>): void {
    this.send({ id, type: 'subscribe', payload: { query, ...(variables && { variables }) } });
  }

  /** Waits for a message that fits. */
  async find(fits: (message: Message) => boolean): Promise<Message & { payload: Payload }> {
    for (;;) {
      const found = this.messages.find(fits);
      if (found) return found as Message & { payload: Payload };
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  next(id: string): Promise<Message & { payload: Payload }> {
    return this.find((message) => message.type === 'next' && message.id === id);
  }

  error(id: string): Promise<Message & { payload: Payload }> {
    return this.find((message) => message.type === 'error' && message.id === id);
  }
}
