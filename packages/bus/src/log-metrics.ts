import type { Metrics } from '@marketgraph/service';

export interface LogMetrics {
  appended(entries: number): void;
  lag(group: string, ms: number): void;
  buried(group: string): void;
}

export function logMetrics(metrics: Metrics | undefined): LogMetrics {
  const appended = metrics?.counter('log_appended_entries_total', 'Entries that this process appended to the log');
  const lag = metrics?.gauge('log_group_lag_ms', 'Age of the oldest entry that waits for the group in this process', ['group']);
  const dead = metrics?.counter('log_dead_letters_total', 'Entries that could not be handled and were put away', ['group']);
  return {
    appended: (entries) => appended?.inc(entries),
    lag: (group, ms) => lag?.set({ group }, ms),
    buried: (group) => dead?.inc({ group }),
  };
}
