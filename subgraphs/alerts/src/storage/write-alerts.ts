import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Alert, AlertChange } from '../domain/alert.ts';
import { alertColumns, toAlert } from './alert-columns.ts';
import { insertInAppChannels } from './postgres-channel-store.ts';
import type { AlertRow } from './rows.ts';

/** A firing that was decided and is not written yet. */
export interface Firing extends Omit<Alert, 'id' | 'resolvedAt' | 'acknowledgedAt'> {
  readonly receivedAt: number;
}

/** The end of whatever alert of the rule and symbol is active. */
export interface Ending {
  readonly ruleId: string;
  readonly symbol: string;
  readonly at: number;
  readonly receivedAt: number;
}

/**
 * The alert and its deliveries; nothing when one of the rule and symbol is active already. In the app the event delivers it, so
 * the delivery is SENT as soon as both are committed.
 */
export async function writeAlert(client: pg.PoolClient, { receivedAt, ...facts }: Firing): Promise<AlertChange[]> {
  const alert: Alert = { ...facts, id: randomUUID(), resolvedAt: null, acknowledgedAt: null };
  const { rowCount } = await client.query(
    `INSERT INTO alerts (id, user_id, rule_id, rule_name, symbol, severity, message, value, triggered_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (rule_id, symbol) WHERE resolved_at IS NULL DO NOTHING`,
    [
      alert.id,
      alert.userId,
      alert.ruleId,
      alert.ruleName,
      alert.symbol,
      alert.severity,
      alert.message,
      alert.value,
      new Date(alert.triggeredAt),
    ],
  );
  if (rowCount === 0) return [];
  await client.query(insertInAppChannels, [[alert.userId], new Date(receivedAt)]);
  await client.query(
    `INSERT INTO deliveries (alert_id, channel_id, state, attempts, last_attempt_at)
     SELECT $1, id, 'SENT', 1, $3 FROM channels WHERE user_id = $2 AND kind = 'IN_APP'`,
    [alert.id, alert.userId, new Date(receivedAt)],
  );
  return [{ alert, cause: 'TRIGGERED', occurredAt: alert.triggeredAt, receivedAt }];
}

export async function endAlert(client: pg.PoolClient, { ruleId, symbol, at, receivedAt }: Ending): Promise<AlertChange[]> {
  const { rows } = await client.query<AlertRow>(
    `UPDATE alerts a SET resolved_at = greatest($3, a.triggered_at)
     WHERE a.rule_id = $1 AND a.symbol = $2 AND a.resolved_at IS NULL RETURNING ${alertColumns}`,
    [ruleId, symbol, new Date(at)],
  );
  return rows.map((row) => ({ alert: toAlert(row), cause: 'RESOLVED', occurredAt: at, receivedAt }));
}
