import type { Log } from '../log.ts';
import { type LogOptions, LogOverStore } from '../log-over-store.ts';
import { DEFAULT_PARTITIONS } from '../partition-of.ts';
import { MemoryStore } from './memory-store.ts';

/** For unit tests: as the others, but nothing outlives the process and `appendIn` appends at once. */
export function createMemoryLog(options: LogOptions & { readonly partitions?: number }): Log {
  return new LogOverStore(new MemoryStore(options.partitions ?? DEFAULT_PARTITIONS), options);
}
