import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosOptions } from '../options.ts';
import { Random } from '../random.ts';
import { startChaosStack } from './chaos-stack.ts';
import { oneProcess } from './one-process.ts';
import type { ShippedProcess } from './shipped-process.ts';
import { untilReady } from './victim.ts';

/** The product with live feeds, in one of its forms: ready, but that nobody asks the feeds yet. */
export interface FeedStack {
  readonly folder: string;
  readonly gateway: Pick<ShippedProcess, 'origin'>;
  readonly processes: readonly Pick<ShippedProcess, 'origin'>[];
  /** What leads the feeds, to be started and to be killed. */
  readonly ingest: ShippedProcess;
  databaseUrl(): string;
  /** One more that would lead when the first one dies; none where all is one process. */
  standBy(): Promise<ShippedProcess | null>;
  stop(): Promise<void>;
}

export interface FeedState {
  readonly name: string;
  readonly state: string;
  readonly detail: string | null;
  readonly reconnects: number;
  readonly openGaps: number;
}

export async function startFeedStack(folder: string, options: ChaosOptions, feeds: Readonly<Record<string, string>>): Promise<FeedStack> {
  if (options.oneProcess) {
    const { process, databaseUrl } = await oneProcess(folder, feeds);
    await process.start();
    await untilReady(process);
    return {
      folder,
      gateway: process,
      processes: [process],
      ingest: process,
      databaseUrl,
      standBy: async () => null,
      stop: () => process.kill(),
    };
  }
  const stack = await startChaosStack(folder, new Random(options.seed), { feeds });
  await stack.ingest.start();
  return {
    folder,
    gateway: stack.gateway,
    processes: [stack.gateway, stack.ingest, stack.recorder, stack.api],
    ingest: stack.ingest,
    databaseUrl: () => stack.postgres.url,
    standBy: () => stack.another('market-ingest', 'market-ingest-2'),
    stop: () => stack.stop(),
  };
}

export async function feedStates({ gateway }: Pick<FeedStack, 'gateway'>): Promise<FeedState[]> {
  const response = await fetch(`${gateway.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ systemStatus { feeds { name state detail reconnects openGaps } } }' }),
    signal: AbortSignal.timeout(5_000),
  });
  const answer = (await response.json()) as { data?: { systemStatus: { feeds: FeedState[] } } };
  return answer.data?.systemStatus.feeds ?? [];
}

/** The feeds as they are when `holds`, or as they were at the deadline. */
export async function untilFeeds(
  stack: Pick<FeedStack, 'gateway'>,
  holds: (feeds: readonly FeedState[]) => boolean,
  withinMs: number,
): Promise<{ readonly held: boolean; readonly feeds: readonly FeedState[] }> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const feeds = await feedStates(stack).catch(() => []);
    const held = holds(feeds);
    if (held || Date.now() > deadline) return { held, feeds };
    await sleep(200);
  }
}
