import { type Env, readConfig } from '@marketgraph/service';
import { z } from 'zod';

/** What queries may cost, and who may read the schema; an operator sets them. */
export interface QueryLimits {
  /** Points of one operation. */
  readonly cost: number;
  /** Of what a subscription asks for each event. */
  readonly costPerEvent: number;
  /** Above so many points an operation is a heavy one, and waits for its turn. */
  readonly heavyCost: number;
  /** Points of heavy operations at work together, of all callers. */
  readonly costAtWork: number;
  /** Points in ten seconds of one caller. */
  readonly costPerCaller: number;
  /** Milliseconds in ten seconds that texts nobody sent before may take to be validated and planned, for one caller. */
  readonly planningPerCaller: number;
  readonly introspection: 'all' | 'roles';
}

const count = (byDefault: number) => z.coerce.number().int().min(1).default(byDefault);

/** Throws on a value that is no limit, and names its variable. */
export function readQueryLimits(env: Env = {}): QueryLimits {
  const isProduction = env['NODE_ENV'] === 'production';
  const read = readConfig(
    z.object({
      MAX_COST: count(51_000),
      MAX_COST_PER_EVENT: count(2_000),
      HEAVY_COST: count(2_000),
      MAX_COST_AT_WORK: count(80_000),
      MAX_COST_PER_CALLER: count(500_000_000),
      MAX_PLANNING_PER_CALLER: count(2_000),
      INTROSPECTION: z.enum(['all', 'roles']).default(isProduction ? 'roles' : 'all'),
    }),
    env,
  );
  return {
    cost: read.MAX_COST,
    costPerEvent: read.MAX_COST_PER_EVENT,
    heavyCost: read.HEAVY_COST,
    costAtWork: read.MAX_COST_AT_WORK,
    costPerCaller: read.MAX_COST_PER_CALLER,
    planningPerCaller: read.MAX_PLANNING_PER_CALLER,
    introspection: read.INTROSPECTION,
  };
}
