import type { executeQueryPlan } from '@apollo/gateway';

export type StockExecutor = typeof executeQueryPlan;

/** Loaded when it is first needed: few graphs need it, and it would be a third of all that a start reads. */
export async function stockExecutor(): Promise<StockExecutor> {
  return (await import('@apollo/gateway')).executeQueryPlan;
}
