import { StoredBudget, type StoredBudgetOptions } from '../storage/call-budget-store.ts';
import type { LivePlace } from './live-feeds.ts';

/** All processes of a database draw on one budget for each provider. */
export function storedBudgets(sql: StoredBudgetOptions['sql'], clock: StoredBudgetOptions['clock']): NonNullable<LivePlace['budgetOf']> {
  return (provider, limits) => new StoredBudget({ sql, provider, limits, clock });
}
