import type pg from 'pg';
import type { AlertChange } from '../domain/alert.ts';

/** Tells subscribers, in the transaction of the change: it is heard if and only if it was committed. Called last. */
export interface Announcements {
  alertsChanged(client: pg.PoolClient, changes: readonly AlertChange[]): Promise<void>;
}
