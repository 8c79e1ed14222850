import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from './answers.ts';

/** One of several that do the same. */
export interface Target {
  readonly origin: string;
}

const LOOK_EVERY_MS = 200;

/** Gives each new connection to the next one that says it is ready, as a service of Kubernetes would; those that are open stay where they are. */
export class Balancer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #targets: Target[] = [];
  #ready: Target[] = [];
  #turn = 0;
  #ended = false;

  private constructor() {
    this.#server = createServer((client) => this.#pass(client));
  }

  static async start(): Promise<Balancer> {
    const balancer = new Balancer();
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve));
    void balancer.#look();
    return balancer;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  serve(targets: readonly Target[]): void {
    this.#targets = [...targets];
  }

  /** Every one of them is. */
  async untilReady(): Promise<void> {
    while (this.#ready.length < this.#targets.length) await sleep(LOOK_EVERY_MS);
  }

  end(): void {
    this.#ended = true;
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  async #look(): Promise<void> {
    while (!this.#ended) {
      const looks = await Promise.all(this.#targets.map(async (target) => ({ target, ready: await answers(`${target.origin}/readyz`) })));
      this.#ready = looks.filter(({ ready }) => ready).map(({ target }) => target);
      await sleep(LOOK_EVERY_MS);
    }
  }

  #pass(client: Socket): void {
    const target = this.#ready[this.#turn++ % Math.max(1, this.#ready.length)];
    if (!target) return void client.destroy();
    const { hostname, port } = new URL(target.origin);
    const server = connect(Number(port), hostname);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
