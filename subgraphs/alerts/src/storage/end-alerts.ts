import type pg from 'pg';
import type { AlertChange } from '../domain/alert.ts';
import { alertColumns, toAlert } from './alert-columns.ts';
import type { AlertRow } from './rows.ts';

/**
 * When a rule is changed, switched off or deleted, or an instrument leaves it, what was firing ends and the next evaluation
 * begins anew. `kept` are the symbols that stay as they are.
 */
export async function endAlerts(
  client: pg.PoolClient,
  ruleIds: readonly string[],
  kept: readonly string[],
  now: number,
): Promise<AlertChange[]> {
  await client.query('DELETE FROM rule_states WHERE rule_id = ANY($1) AND symbol <> ALL($2)', [ruleIds, kept]);
  const { rows } = await client.query<AlertRow>(
    `UPDATE alerts a SET resolved_at = greatest($3, a.triggered_at)
     WHERE a.rule_id = ANY($1) AND a.symbol <> ALL($2) AND a.resolved_at IS NULL RETURNING ${alertColumns}`,
    [ruleIds, kept, new Date(now)],
  );
  return rows.map((row) => ({ alert: toAlert(row), cause: 'RESOLVED', occurredAt: row.resolvedAt?.getTime() ?? now, receivedAt: now }));
}

/** Rises when the caller's transaction commits: the evaluator asks for it twice a second and reads the rules again when it changed. */
export async function nextVersion(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ version: string }>('UPDATE rule_version SET version = version + 1 RETURNING version');
  return Number(rows[0]?.version);
}
