import type { Log } from '@marketgraph/bus';
import type { ServiceState } from '@marketgraph/gateway';
import type { Part } from '@marketgraph/service';

/** What the status page shows of this process: the log, and each part with its lag where it has one. */
export function serviceStates(log: Log, parts: readonly Part[]): ServiceState[] {
  return [{ name: 'log', ...log.health() }, ...parts.map((part) => ({ name: part.name, ...part.health() }))];
}
