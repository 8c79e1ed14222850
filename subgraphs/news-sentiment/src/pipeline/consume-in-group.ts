import type { ConsumeOptions, Consumption, Log } from '@marketgraph/bus';
import type { Part } from '@marketgraph/service';

/** Nobody waits for articles, closes and signals as for prices; a quiet log is heard at once all the same. */
const GATHER_MS = 200;

/** A part that takes its share of a group's batches while it runs. */
export function consumeInGroup(name: string, log: Pick<Log, 'consume'>, options: ConsumeOptions): Part {
  let consumption: Consumption | undefined;
  return {
    name,
    async start() {
      consumption = log.consume({ gatherMs: GATHER_MS, ...options });
    },
    async stop() {
      await consumption?.stop();
    },
    health: () => ({ healthy: consumption?.healthy() ?? false, lagMs: consumption?.lagMs() ?? 0 }),
  };
}
