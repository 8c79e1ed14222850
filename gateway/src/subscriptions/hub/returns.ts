import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import { CatchUp, type CatchUpHome } from './catch-up.ts';
import type { Host, Returner } from './returner.ts';
import { chainsOf, findStarts, type Start } from './start.ts';
import type { Subscriber } from './subscriber.ts';

export interface ReturnsHome extends Pick<CatchUpHome, 'log' | 'live' | 'ahead' | 'onJoined'> {
  readonly clock: Clock;
  readonly logger: Logger;
  /** So many entries a reader of EVERY may lie behind before it is told a gap. */
  readonly maxBehind: number;
  /** It must read the log again: nothing else is to be told to it meanwhile. */
  onAway(subscriber: Subscriber): void;
}

const RETRY_MS = 1_000;
/** Who comes while others are under way waits so long for company. */
const GATHER_MS = 100;

/** Those who come back: who comes at the same time is served by one reading of the log. */
export class Returns implements Host {
  readonly #waiting = new Set<Returner>();
  /** They read, and wait for company. */
  #gathered: Returner[] = [];
  readonly #catchUps = new Set<CatchUp>();
  readonly #pauses = new Set<AbortController>();
  readonly #catchUpHome: CatchUpHome;

  constructor(private readonly home: ReturnsHome) {
    this.#catchUpHome = {
      ...home,
      onLeft: (returners, apart) => {
        for (const { subscriber } of returners) home.onAway(subscriber);
        if (apart) void this.#comeApart(returners);
        else for (const returner of returners) this.come(returner);
      },
      onEnded: (catchUp) => {
        this.#catchUps.delete(catchUp);
        if (this.#catchUps.size === 0) this.#wake();
      },
    };
  }

  /** Under way. */
  get catchUps(): readonly CatchUp[] {
    return [...this.#catchUps];
  }

  /** It goes on after `returner.from`, as soon as it reads. */
  come(returner: Returner): void {
    this.#wait(returner);
    const { sink } = returner.subscriber;
    if (sink.blocked) void sink.ready().then(() => this.#enter(returner));
    else this.#enter(returner);
  }

  leave(returner: Returner): void {
    this.#waiting.delete(returner);
    if (this.#waiting.size === 0) this.#wake();
  }

  /** They are slow: nobody else is to wait for them. */
  async #comeApart(returners: readonly Returner[]): Promise<void> {
    for (const returner of returners) this.#wait(returner);
    if (returners.length === 1) await returners[0]?.subscriber.sink.ready();
    await this.#begin(returners);
  }

  #wait(returner: Returner): void {
    returner.host = this;
    this.#waiting.add(returner);
  }

  #enter(returner: Returner): void {
    if (!this.#waiting.has(returner)) return;
    this.#gathered.push(returner);
    if (this.#gathered.length === 1) void this.#gather();
  }

  async #gather(): Promise<void> {
    // Who comes in the same turn of the event loop goes along.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#catchUps.size > 0) await this.#sleep(GATHER_MS);
    const gathered = this.#gathered;
    this.#gathered = [];
    await this.#begin(gathered);
  }

  async #begin(returners: readonly Returner[]): Promise<void> {
    for (;;) {
      const present = returners.filter((returner) => this.#waiting.has(returner));
      if (present.length === 0) return;
      try {
        return this.#start(await findStarts(this.home.log, present, this.home.maxBehind));
      } catch (error) {
        this.home.logger.warn('The log cannot be replayed; trying again.', { reason: reasonOf(error) });
        await this.#sleep(RETRY_MS);
      }
    }
  }

  #start(starts: readonly Start[]): void {
    // Some have left meanwhile.
    const present = starts.filter(({ returner }) => this.#waiting.delete(returner));
    for (const [first, ...others] of chainsOf(present)) {
      if (!first) continue;
      const catchUp = new CatchUp([first, ...others], this.#catchUpHome);
      this.#catchUps.add(catchUp);
      catchUp.begin();
    }
  }

  async #sleep(ms: number): Promise<void> {
    const pause = new AbortController();
    this.#pauses.add(pause);
    await this.home.clock.sleep(ms, pause.signal);
    this.#pauses.delete(pause);
  }

  #wake(): void {
    for (const pause of this.#pauses) pause.abort();
  }
}
