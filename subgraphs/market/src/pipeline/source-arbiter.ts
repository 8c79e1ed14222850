import type { SourceChanged } from '@marketgraph/events';
import { type Part, reasonOf } from '@marketgraph/service';
import type { Leadership } from '../domain/ports.ts';
import { chooseSource } from '../domain/source-health.ts';
import type { ActiveSources, SourceMarks } from './active-sources.ts';
import { RETRY_MS, SourceFollower, type SourceFollowing } from './follow-sources.ts';
import { TOLD_ALL_MS } from './ingest-restore.ts';

const LOOK_MS = 250;

export interface SourceOptions extends SourceFollowing {
  readonly leadership: Leadership;
}

/**
 * Knows which source is active for which symbol, and has one process decide it by how the feeds are doing. To be started before the feeds:
 * it tells who may replace whom before any of their prices. Without alternatives, now and before, it does nothing.
 */
export function openSources(options: SourceOptions): { readonly marks: SourceMarks; readonly part: Part } {
  const arbiter = new SourceArbiter(options);
  return { marks: arbiter.active, part: arbiter };
}

export class SourceArbiter implements Part {
  readonly name = 'sources';
  readonly active: ActiveSources;
  readonly #follower: SourceFollower;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #isLeading = false;
  #wake: () => void = () => undefined;

  constructor(readonly options: SourceOptions) {
    this.#follower = new SourceFollower(options, () => this.#wake());
    this.active = this.#follower.active;
  }

  /** Resolves when it is known who is active, and everybody else can know it, too; or when that has to wait for Postgres or the log. */
  async start(): Promise<void> {
    const ready = Promise.withResolvers<void>();
    this.#running = this.#run(ready.resolve);
    await Promise.race([ready.promise, this.options.clock.sleep(TOLD_ALL_MS, this.#stopping.signal)]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#running;
  }

  health() {
    const { fault } = this.#follower;
    return fault === null ? { healthy: true } : { healthy: false, detail: fault };
  }

  async #run(ready: () => void): Promise<void> {
    const { signal } = this.#stopping;
    const begun = await this.#untilDone(() => this.#follower.begin());
    if (!begun) return ready();
    const caughtUp = Promise.withResolvers<void>();
    const following = this.#follower.follow(begun, signal, caughtUp.resolve);
    await Promise.race([caughtUp.promise, this.options.clock.sleep(TOLD_ALL_MS, signal)]);
    await this.#untilDone(() => this.#declare(begun.known));
    ready();
    await Promise.all([following, this.#lead(), this.#decideAgainAndAgain()]);
  }

  async #declare(known: ReadonlySet<string>): Promise<void> {
    const { log, clock } = this.options;
    const declared = this.active.declarations(known, clock.now());
    if (declared.length > 0) await log.append(declared);
  }

  async #untilDone<T>(work: () => Promise<T>): Promise<T | null> {
    const { clock, logger } = this.options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const done = await work();
        this.#follower.fault = null;
        return done;
      } catch (error) {
        this.#follower.fault = reasonOf(error);
        logger.warn('Who is active cannot be learned or told; trying again.', { reason: reasonOf(error) });
      }
      await clock.sleep(RETRY_MS, signal);
    }
    return null;
  }

  /**
   * A lease that is lost ends nothing: where only Postgres is away sources go on replacing each other. Should another process lead
   * meanwhile, both decide the same, and of two switches the log's first one holds.
   */
  async #lead(): Promise<void> {
    const { leadership, logger } = this.options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const lease = await leadership.lead('sources', signal);
      if (!lease) return;
      this.#isLeading = true;
      await new Promise<void>((resolve) => {
        for (const end of [lease.lost, signal]) end.addEventListener('abort', () => resolve(), { once: true });
        if (lease.lost.aborted || signal.aborted) resolve();
      });
      await lease.release().catch((error) => logger.warn('A lease was not given back.', { reason: reasonOf(error) }));
    }
  }

  async #decideAgainAndAgain(): Promise<void> {
    const { clock } = this.options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      if (this.#isLeading) await this.#decide();
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([woken, clock.sleep(LOOK_MS, signal)]);
    }
  }

  async #decide(): Promise<void> {
    const now = this.options.clock.now();
    const changes = this.active.symbols().flatMap((symbol) => {
      const active = this.active.activeOf(symbol);
      if (active === null || this.active.isSwitching(symbol)) return [];
      const choice = chooseSource(this.#follower.orderOf(symbol), active, this.#follower.health, now);
      return choice ? [this.active.begin(symbol, choice.source, choice.reason, now)] : [];
    });
    if (changes.length === 0) return;
    const payloads = changes.map(({ payload }) => payload);
    try {
      await this.options.log.append(changes);
      for (const payload of payloads) this.#told(payload);
    } catch (error) {
      for (const payload of payloads) this.active.failed(payload);
      this.options.logger.warn('The log does not take a change of sources; trying again.', { reason: reasonOf(error) });
    }
  }

  #told(payload: SourceChanged): void {
    this.active.told(payload);
    const { symbol, source, previous, reason } = payload;
    this.options.logger.info('Another source is active.', { symbol, source, previous, reason });
  }
}
