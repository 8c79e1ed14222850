import type { Database } from '@marketgraph/postgres';
import type pg from 'pg';
import { type AlertRule, asksAnew, type RuleDraft } from '../domain/alert-rule.ts';
import type { RuleState } from '../domain/evaluate.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { RuleStore } from '../domain/ports.ts';
import type { Announcements } from './announcements.ts';
import { endAlerts, nextVersion } from './end-alerts.ts';
import { readRules } from './read-rules.ts';
import { type StateRecord, toState } from './rule-states.ts';

export class PostgresRuleStore implements RuleStore {
  constructor(
    private readonly database: Database,
    private readonly announcements: Announcements,
  ) {}

  ofUser(userId: string): Promise<AlertRule[]> {
    return readRules(this.database.pool, 'r.user_id = $1', [userId]);
  }

  add(userId: string, draft: RuleDraft, most: number, now: number): Promise<AlertRule | null> {
    return this.database.transaction(async (client) => {
      // The version's row is the lock under which rules are written: the count is true for rules made at the same moment.
      const revision = await nextVersion(client);
      const { rows } = await client.query<{ id: string }>(
        `INSERT INTO rules (user_id, ${draftColumns.join(', ')}, revision, created_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 WHERE (SELECT count(*) FROM rules WHERE user_id = $1) < $14 AND NOT EXISTS (SELECT FROM forgotten_users WHERE user_id = $1) RETURNING id`,
        [userId, ...draftValues(draft), revision, new Date(now), most],
      );
      const id = rows[0]?.id;
      return id === undefined ? null : ((await readRules(client, 'r.id = $1', [id]))[0] ?? null);
    });
  }

  async isForgotten(userId: string): Promise<boolean> {
    const { rowCount } = await this.database.pool.query('SELECT FROM forgotten_users WHERE user_id = $1', [userId]);
    return rowCount === 1;
  }

  change(id: string, userId: string, decide: (rule: AlertRule) => Outcome<RuleDraft>, now: number): Promise<Outcome<AlertRule> | null> {
    return this.database.transaction(async (client) => {
      const before = await lockRule(client, id, userId);
      if (!before) return null;
      const decided = decide(before);
      if ('errors' in decided) return decided;
      const ended = asksAnew(before, decided.value) ? await endAlerts(client, [id], [], now) : [];
      await client.query(
        `UPDATE rules SET (${draftColumns.join(', ')}, revision) = ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) WHERE id = $1`,
        [id, ...draftValues(decided.value), await nextVersion(client)],
      );
      const [after] = await readRules(client, 'r.id = $1', [id]);
      await this.announcements.alertsChanged(client, ended);
      return after ? { value: after } : null;
    });
  }

  remove(id: string, userId: string, now: number): Promise<boolean> {
    return this.database.transaction(async (client) => {
      if (!(await lockRule(client, id, userId))) return false;
      const ended = await endAlerts(client, [id], [], now);
      await client.query('DELETE FROM rules WHERE id = $1', [id]);
      await nextVersion(client);
      await this.announcements.alertsChanged(client, ended);
      return true;
    });
  }

  async ownsWatchlist(userId: string, watchlistId: string): Promise<boolean> {
    const { rowCount } = await this.database.pool.query('SELECT 1 FROM watchlists WHERE id = $1 AND user_id = $2', [watchlistId, userId]);
    return rowCount === 1;
  }

  async statesOf(ruleIds: readonly string[], userId: string): Promise<Map<string, Map<string, RuleState>>> {
    const { rows } = await this.database.pool.query<StateRecord>(
      'SELECT s.* FROM rule_states s JOIN rules r ON r.id = s.rule_id WHERE s.rule_id = ANY($1) AND r.user_id = $2',
      [ruleIds, userId],
    );
    const states = new Map<string, Map<string, RuleState>>(ruleIds.map((id) => [id, new Map()]));
    for (const row of rows) states.get(row.rule_id)?.set(row.symbol, toState(row));
    return states;
  }
}

const draftColumns = [
  'name',
  'own_symbols',
  'watchlist_id',
  'condition',
  'severity',
  'hold_for_ms',
  'hysteresis',
  'cooldown_ms',
  'expires_at',
  'enabled',
];

function draftValues(draft: RuleDraft): unknown[] {
  return [
    draft.name,
    draft.ownSymbols,
    draft.watchlistId,
    JSON.stringify(draft.condition),
    draft.severity,
    draft.holdForMs,
    draft.hysteresis,
    draft.cooldownMs,
    draft.expiresAt === null ? null : new Date(draft.expiresAt),
    draft.enabled,
  ];
}

async function lockRule(client: pg.PoolClient, id: string, userId: string): Promise<AlertRule | null> {
  await client.query('SELECT 1 FROM rules WHERE id = $1 AND user_id = $2 FOR UPDATE', [id, userId]);
  return (await readRules(client, 'r.id = $1 AND r.user_id = $2', [id, userId]))[0] ?? null;
}
