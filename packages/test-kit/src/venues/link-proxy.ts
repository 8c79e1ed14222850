import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { LinkDirection, type Slowness } from './link-direction.ts';

/** One connection over a link, as it looks from outside. */
export interface LinkConnection {
  readonly openedAt: number;
  /** When whoever had opened it gave it up; null while it has not. */
  readonly leftAt: number | null;
}

/** What one side may see of a link that a test troubles. */
type Passing = 'open' | 'held' | 'refused';

/** How long a server keeps a connection whose other end is gone without a word: as its keepalive would find out. */
const SERVER_NOTICES_MS = 11_000;

/** A link between two that a test can black-hole, reset, refuse and slow down. Who connects to its port is led to its target. */
export class LinkProxy {
  readonly #server: Server;
  readonly #target: () => NetConnectOpts;
  readonly #links = new Set<Link>();
  #passing: Passing = 'open';
  #slowness: Slowness | null = null;

  private constructor(target: () => NetConnectOpts) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (inner) => this.#opened(inner));
  }

  static async open(target: NetConnectOpts | (() => NetConnectOpts), port = 0): Promise<LinkProxy> {
    const proxy = new LinkProxy(typeof target === 'function' ? target : () => target);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(port, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Those that are open, and those that a black hole still remembers. */
  get connections(): readonly LinkConnection[] {
    return [...this.#links];
  }

  /** Nothing passes in either direction and nobody is told, neither who is connected nor who connects anew. */
  blackHole(): void {
    this.#passing = 'held';
    for (const link of this.#links) link.hold();
  }

  /** Everything goes on where it was, as after packets that were sent again; refused ones may come again. */
  mend(): void {
    this.#passing = 'open';
    for (const link of this.#links) link.goOn();
  }

  /** What comes passes again; what was open stays mute for ever, as behind a router that has forgotten it. */
  forget(): void {
    this.#passing = 'open';
    for (const link of this.#links) link.forget();
  }

  /** Every connection ends at once with a reset, and new ones may come. */
  reset(): void {
    for (const link of this.#links) link.reset();
  }

  /** Ends what is open and refuses what comes, until `mend`. */
  refuse(): void {
    this.#passing = 'refused';
    this.reset();
  }

  /** Each direction of each connection takes so long and carries so much; null: as fast as it can. */
  slow(slowness: Slowness | null): void {
    this.#slowness = slowness;
    for (const link of this.#links) link.slow(slowness);
  }

  async close(): Promise<void> {
    this.reset();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #opened(inner: Socket): void {
    if (this.#passing === 'refused') {
      inner.resetAndDestroy();
      return;
    }
    const outer = connect({ ...this.#target(), allowHalfOpen: true, noDelay: true } as NetConnectOpts);
    const link = new Link(inner, outer, this.#slowness, () => this.#links.delete(link));
    this.#links.add(link);
    if (this.#passing === 'held') link.hold();
  }
}

class Link implements LinkConnection {
  readonly openedAt = Date.now();
  leftAt: number | null = null;
  #mute = false;
  #isForgotten = false;
  readonly #inner: Socket;
  readonly #outer: Socket;
  readonly #inward: LinkDirection;
  readonly #outward: LinkDirection;
  readonly #gone: () => void;

  constructor(inner: Socket, outer: Socket, slowness: Slowness | null, gone: () => void) {
    this.#inner = inner;
    this.#outer = outer;
    this.#gone = gone;
    this.#inward = new LinkDirection(outer, inner, slowness);
    this.#outward = new LinkDirection(inner, outer, slowness);
    for (const event of ['end', 'close'] as const) {
      inner.on(event, () => this.#left());
      outer.on(event, () => this.#mute || this.#passEndsOn());
    }
    inner.on('error', () => undefined);
    outer.on('error', () => undefined);
  }

  hold(): void {
    this.#mute = true;
    this.#inward.hold(false);
    this.#outward.hold(true);
  }

  goOn(): void {
    if (this.#isForgotten) return;
    this.#mute = false;
    this.#inward.goOn();
    this.#outward.goOn();
    this.#passEndsOn();
  }

  forget(): void {
    if (!this.#mute) return;
    this.#isForgotten = true;
    if (this.leftAt !== null) this.#endLater();
  }

  slow(slowness: Slowness | null): void {
    this.#inward.slowness = slowness;
    this.#outward.slowness = slowness;
  }

  reset(): void {
    this.#inward.end();
    this.#outward.end();
    breakOff(this.#inner);
    breakOff(this.#outer);
    this.#gone();
  }

  #left(): void {
    this.leftAt ??= Date.now();
    // In a black hole the goodbye is lost as well.
    if (!this.#mute) this.#passEndsOn();
    else if (this.#isForgotten) this.#endLater();
  }

  /** What was said before is still delivered; a connection that broke breaks on the other side too. */
  #passEndsOn(): void {
    const [inner, outer] = [this.#inner, this.#outer];
    if (inner.readableEnded) this.#outward.finish(() => outer.end());
    else if (inner.destroyed) breakOff(outer);
    if (outer.readableEnded) this.#inward.finish(() => inner.end());
    else if (outer.destroyed) breakOff(inner);
    if (inner.destroyed && outer.destroyed) this.#gone();
  }

  #endLater(): void {
    setTimeout(() => this.reset(), SERVER_NOTICES_MS).unref();
  }
}

/** With a reset where there is such a thing: a Unix socket has none. */
function breakOff(socket: Socket): void {
  if (socket.remoteFamily) socket.resetAndDestroy();
  else socket.destroy();
}
