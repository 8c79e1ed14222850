import { createMemoryLog, type Log } from '@marketgraph/bus';
import type { AnyNewEvent } from '@marketgraph/events';
import { Metrics, silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import type { Viewer } from '@marketgraph/vocabulary';
import { Hub } from '../../src/subscriptions/hub/hub.ts';
import { LiveTail } from '../../src/subscriptions/hub/live-tail.ts';
import { readRequest } from '../../src/subscriptions/planning/subscription-request.ts';
import { createGraph } from './graph.ts';
import { RecordingSink } from './recording-sink.ts';

export interface SubscribeOptions {
  readonly variables?: Record<string, unknown>;
  readonly viewer?: Viewer | null;
  readonly sink?: RecordingSink;
  readonly id?: string;
  readonly renamed?: { othersOf(symbols: readonly string[]): string[] };
}

/** The hub over a memory log, the committed supergraph and fake subgraphs. */
export async function createLive(limits: { maxWaiting?: number; maxBehind?: number } = {}, before?: { log: Log; clock: ManualClock }) {
  const clock = before?.clock ?? new ManualClock();
  const log: Log = before?.log ?? createMemoryLog({ clock, logger: silentLogger });
  const graph = createGraph();
  const metrics = new Metrics();
  const hub = new Hub({ log, clock, logger: silentLogger, metrics, executor: graph.executor, ...limits });
  const heard = new Waiter();
  const tail = new LiveTail({
    log,
    clock,
    logger: silentLogger,
    listener: {
      begin: (place, lost) => {
        hub.begin(place, lost);
        heard.notify();
      },
      hear: (event) => {
        hub.hear(event);
        heard.notify();
      },
    },
  });
  tail.start();
  await heard.count(1);
  let appended = 1;
  return {
    ...graph,
    hub,
    log,
    clock,
    metrics,
    /** Resolves when the live stream has told them; what is executed then may still be under way. */
    async append(...events: AnyNewEvent[]) {
      await log.append(events);
      appended += events.length;
      await heard.count(appended);
    },
    subscribe(query: string, { variables, viewer = null, sink = new RecordingSink(), id = 's', renamed }: SubscribeOptions = {}) {
      const preparation = graph.planner.prepare(query, undefined);
      if (preparation.kind !== 'subscription') throw new Error(JSON.stringify(preparation));
      const reading = readRequest(preparation.prepared, variables, viewer, renamed);
      if (!('request' in reading)) throw new Error(JSON.stringify(reading.errors));
      const failed: string[] = [];
      const fail = (errors: readonly Error[]) => failed.push(...errors.map((error) => error.message));
      const leave = hub.subscribe({ id, request: reading.request, sink, fail });
      return { sink, leave, failed };
    },
    async stop() {
      await tail.stop();
      if (!before) await log.close();
    },
  };
}

export type Live = Awaited<ReturnType<typeof createLive>>;

class Waiter {
  #count = 0;
  #waiting: { count: number; resolve: () => void }[] = [];

  notify(): void {
    this.#count++;
    for (const { count, resolve } of this.#waiting) if (this.#count >= count) resolve();
  }

  count(count: number): Promise<void> {
    return this.#count >= count ? Promise.resolve() : new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }
}
