import type { AnyEvent } from '@marketgraph/events';
import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import type { Entry } from '../entry.ts';
import type { ConsumeOptions, Consumption } from '../log.ts';
import type { LogMetrics } from '../log-metrics.ts';
import type { LogStore } from '../log-store.ts';
import { pause } from '../pause.ts';
import { fairShare } from './fair-share.ts';
import type { GroupSession } from './group-session.ts';
import { PartitionWorker } from './partition-worker.ts';

/** How often a consumer looks for its fair share of partitions. */
const SHARE_MS = 1_000;
const PROGRESS_MS = 30_000;
const TOUCH_MS = 60_000;

export interface ConsumptionOptions {
  readonly consume: ConsumeOptions;
  readonly store: LogStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: LogMetrics;
  readonly retryPauseMs: number;
  /** The event of an entry that a tail of this process has parsed already. */
  parsed(entry: Entry): AnyEvent | null;
}

/**
 * One consumer of a group. The group's consumers share the partitions evenly: each claims up to its share, gives
 * one back when others have come, and takes over what a dead one leaves.
 */
export class GroupConsumption implements Consumption {
  readonly #options: ConsumptionOptions;
  readonly #stopping = new AbortController();
  readonly #workers: PartitionWorker[] = [];
  readonly #done: Promise<void>;
  #progressAt: number;
  #touchedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ConsumptionOptions) {
    this.#options = options;
    this.#progressAt = options.clock.now();
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  lagMs(): number {
    const now = this.#options.clock.now();
    return Math.max(0, ...this.#workers.map(({ waitingSince }) => (waitingSince === null ? 0 : now - waitingSince)));
  }

  healthy(): boolean {
    const since = this.#options.clock.now() - PROGRESS_MS;
    return !this.#stopping.signal.aborted && this.#progressAt >= since && this.#workers.every((worker) => worker.progressAt >= since);
  }

  async #run(): Promise<void> {
    const { store, consume, logger } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const session = await store.joinGroup(consume.group, consume.start ?? 'oldest');
        await this.#share(session, AbortSignal.any([signal, session.lost]));
      } catch (error) {
        if (signal.aborted) return;
        logger.warn('A group of the log cannot be joined; trying again.', { group: consume.group, reason: reasonOf(error) });
        await pause(SHARE_MS, signal);
      }
    }
  }

  async #share(session: GroupSession, ended: AbortSignal): Promise<void> {
    const { store, clock, metrics, consume } = this.#options;
    const claims = new Map<PartitionWorker, () => Promise<void>>();
    try {
      while (!ended.aborted) {
        await this.#touch();
        const share = fairShare(store.partitions, await session.muster());
        await this.#giveBack(session, share, claims);
        await this.#claim(session, share, claims, ended);
        this.#progressAt = clock.now();
        metrics.lag(consume.group, this.lagMs());
        await pause(SHARE_MS, ended);
      }
    } finally {
      await this.#giveBack(session, 0, claims);
      await session.leave().catch(() => undefined);
    }
  }

  /** A group that nobody uses any more is told from one that is by this. */
  async #touch(): Promise<void> {
    const { store, consume, clock } = this.#options;
    const now = clock.now();
    if (now - this.#touchedAt < TOUCH_MS) return;
    await store.touchGroup(consume.group, now);
    this.#touchedAt = now;
  }

  async #claim(session: GroupSession, share: number, claims: Map<PartitionWorker, () => Promise<void>>, ended: AbortSignal): Promise<void> {
    const { store, consume, clock, metrics } = this.#options;
    for (let partition = 0; partition < store.partitions && this.#workers.length < share && !ended.aborted; partition++) {
      if (this.#workers.some((worker) => worker.partition === partition)) continue;
      const claimed = await session.claim(partition);
      if (!claimed) continue;
      const worker = new PartitionWorker({
        ...this.#options,
        clock,
        claimed,
        era: () => store.era(),
        wake: store.wake,
        buried: () => metrics.buried(consume.group),
      });
      this.#workers.push(worker);
      claims.set(worker, () => claimed.release());
    }
  }

  /** All at once, because each may be in the middle of a batch; one that takes longer than a lease lasts keeps its partition meanwhile. */
  async #giveBack(session: GroupSession, share: number, claims: Map<PartitionWorker, () => Promise<void>>): Promise<void> {
    const surplus = this.#workers.slice(share);
    if (surplus.length === 0) return;
    const given = new AbortController();
    const kept = keepAlive(session, AbortSignal.any([given.signal, session.lost]));
    await Promise.all(
      surplus.map(async (worker) => {
        await worker.stop();
        this.#workers.splice(this.#workers.indexOf(worker), 1);
        await claims
          .get(worker)?.()
          .catch(() => undefined);
        claims.delete(worker);
      }),
    );
    given.abort();
    await kept;
  }
}

async function keepAlive(session: GroupSession, ended: AbortSignal): Promise<void> {
  for (;;) {
    await pause(SHARE_MS, ended);
    if (ended.aborted) return;
    await session.muster().catch(() => undefined);
  }
}
