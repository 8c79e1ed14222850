import type { Log } from '@marketgraph/bus';
import type { Clock, Env, Logger, Metrics } from '@marketgraph/service';

/** What a process gives to market. */
export interface MarketResources {
  readonly databaseUrl: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly env: Env;
}
