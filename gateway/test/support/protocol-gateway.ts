import type { AnyNewEvent } from '@marketgraph/events';
import { Metrics } from '@marketgraph/service';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { fakeSubgraph, fakeSubgraphs } from './fake-subgraphs.ts';
import { type RunningGateway, runGateway, type TestSocket } from './running-gateway.ts';

export const QUOTES = 'subscription { quoteUpdated(symbols: ["AAPL"]) { price } }';
/** Answered when the gate is opened. */
export const SLOW = '{ instrument(symbol: "SLOW") { symbol } }';

/** One gateway for all tests of a file, with sockets that end with their test. */
export class ProtocolGateway {
  readonly metrics = new Metrics();
  #running: RunningGateway | null = null;
  #sockets: TestSocket[] = [];
  #gate = Promise.withResolvers<void>();

  constructor() {
    beforeAll(() => this.#start());
    beforeEach(() => {
      this.#gate = Promise.withResolvers<void>();
    });
    afterEach(() => this.#clear());
    afterAll(() => this.#running?.gateway.stop());
  }

  get running(): RunningGateway {
    if (!this.#running) throw new Error('It runs while tests do.');
    return this.#running;
  }

  openGate(): void {
    this.#gate.resolve();
  }

  async connect(): Promise<TestSocket> {
    const socket = await this.running.socket();
    this.#sockets.push(socket);
    return socket;
  }

  async connected(): Promise<TestSocket> {
    return (await this.connect()).init();
  }

  append(...events: AnyNewEvent[]): Promise<unknown> {
    return this.running.log.append(events);
  }

  async #start(): Promise<void> {
    const instrument = async (_: unknown, { symbol }: Record<string, unknown>) => {
      if (symbol === 'SLOW') await this.#gate.promise;
      return { id: 'i', symbol };
    };
    const subgraphs = { ...fakeSubgraphs(), market: fakeSubgraph('market', { Query: { instrument } }) };
    this.#running = await runGateway({ metrics: this.metrics, subgraphs, env: { CONNECTION_INIT_WAIT_MS: '1000' } });
  }

  async #clear(): Promise<void> {
    this.#gate.resolve();
    for (const { socket } of this.#sockets) socket.terminate();
    await Promise.all(this.#sockets.map(({ closed }) => closed));
    this.#sockets = [];
  }
}

/** All that was sent before is handled, and the socket still serves. */
export async function expectAlive(socket: TestSocket): Promise<void> {
  const pongs = () => socket.messages.filter(({ type }) => type === 'pong').length;
  const before = pongs();
  socket.send({ type: 'ping' });
  await socket.find(() => pongs() > before);
}

/** The types of the messages that were told for an id. */
export function typesOf(socket: TestSocket, id: string): string[] {
  return socket.messages.filter((message) => message.id === id).map(({ type }) => type);
}
