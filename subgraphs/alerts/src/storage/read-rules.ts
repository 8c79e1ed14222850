import type { Severity } from '@marketgraph/vocabulary';
import type pg from 'pg';
import type { AlertRule } from '../domain/alert-rule.ts';
import type { Condition } from '../domain/condition.ts';

interface RuleRecord {
  id: string;
  user_id: string;
  name: string;
  own_symbols: string[] | null;
  watchlist_id: string | null;
  condition: Condition;
  severity: Severity;
  hold_for_ms: string;
  hysteresis: string | null;
  cooldown_ms: string;
  expires_at: Date | null;
  enabled: boolean;
  revision: string;
  created_at: Date;
  symbols: string[];
  watchlist_known: boolean;
}

/** A watchlist counts for rules of its own user only. */
export async function readRules(database: pg.Pool | pg.PoolClient, where: string, values: unknown[]): Promise<AlertRule[]> {
  const { rows } = await database.query<RuleRecord>(
    `SELECT r.*, coalesce(r.own_symbols, w.symbols, '{}') AS symbols, w.id IS NOT NULL AS watchlist_known
     FROM rules r LEFT JOIN watchlists w ON w.id = r.watchlist_id AND w.user_id = r.user_id
     WHERE ${where} ORDER BY r.created_at, r.id`,
    values,
  );
  return rows.map(toRule);
}

function toRule(row: RuleRecord): AlertRule {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    ownSymbols: row.own_symbols,
    watchlistId: row.watchlist_id,
    condition: row.condition,
    severity: row.severity,
    holdForMs: Number(row.hold_for_ms),
    hysteresis: row.hysteresis,
    cooldownMs: Number(row.cooldown_ms),
    expiresAt: row.expires_at?.getTime() ?? null,
    enabled: row.enabled,
    revision: Number(row.revision),
    createdAt: row.created_at.getTime(),
    symbols: row.symbols,
    watchlistKnown: row.watchlist_known,
  };
}
