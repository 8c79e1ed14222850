import type { WebSocket } from 'ws';

const SECOND_MS = 1_000;

/** One connection of a client to a venue's server. */
export class VenueLink {
  /** What it follows, as its venue names channels and symbols. */
  readonly subscriptions = new Set<string>();
  /** What the client has sent. */
  readonly received: string[] = [];
  #times: number[] = [];

  constructor(
    readonly ws: WebSocket,
    /** Path and query that it asked for. */
    readonly target: string,
    readonly openedAt: number,
  ) {}

  send(frame: string): void {
    this.ws.send(frame);
  }

  /** Whether the client sends more than this in a second. */
  isTooFast(perSecond: number, now: number): boolean {
    this.#times = this.#times.filter((time) => now - time < SECOND_MS);
    this.#times.push(now);
    return this.#times.length > perSecond;
  }
}
