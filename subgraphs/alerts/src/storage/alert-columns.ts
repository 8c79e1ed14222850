import type { Alert } from '../domain/alert.ts';
import type { AlertRow } from './rows.ts';

/** For SQL that answers alerts: the columns under the names of their row. */
export const alertColumns = `a.id, a.user_id AS "userId", a.rule_id AS "ruleId", a.rule_name AS "ruleName", a.symbol, a.severity, a.message,
  a.value::text AS value, a.triggered_at AS "triggeredAt", a.resolved_at AS "resolvedAt", a.acknowledged_at AS "acknowledgedAt"`;

export function toAlert(row: AlertRow): Alert {
  return {
    ...row,
    triggeredAt: row.triggeredAt.getTime(),
    resolvedAt: row.resolvedAt?.getTime() ?? null,
    acknowledgedAt: row.acknowledgedAt?.getTime() ?? null,
  };
}
