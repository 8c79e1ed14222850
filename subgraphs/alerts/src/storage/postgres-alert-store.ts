import type { Database } from '@marketgraph/postgres';
import { In } from 'typeorm';
import type { Alert, Delivery } from '../domain/alert.ts';
import type { AlertFilter, AlertPlace, AlertStore } from '../domain/ports.ts';
import { alertColumns, toAlert } from './alert-columns.ts';
import type { Announcements } from './announcements.ts';
import { AlertRow, DeliveryRow } from './rows.ts';

export class PostgresAlertStore implements AlertStore {
  constructor(
    private readonly database: Database,
    private readonly announcements: Announcements,
  ) {}

  async list(userId: string, filter: AlertFilter, limit: number, after: AlertPlace | null): Promise<Alert[]> {
    const { rows } = await this.database.pool.query<AlertRow>(
      `SELECT ${alertColumns} FROM alerts a
       WHERE a.user_id = $1
         AND ($2::text[] IS NULL OR a.symbol = ANY($2))
         AND ($3::text[] IS NULL OR a.rule_id = ANY($3))
         AND ($4::text[] IS NULL OR a.severity = ANY($4))
         AND ($5::boolean IS NULL OR (a.resolved_at IS NULL) = $5)
         AND ($6::timestamptz IS NULL OR a.triggered_at >= $6)
         AND ($7::timestamptz IS NULL OR a.triggered_at < $7)
         AND ($8::timestamptz IS NULL OR (a.triggered_at, a.id) < ($8, $9))
       ORDER BY a.triggered_at DESC, a.id DESC LIMIT $10`,
      [
        userId,
        filter.symbols ?? null,
        filter.ruleIds ?? null,
        filter.severity ?? null,
        filter.active ?? null,
        instant(filter.from),
        instant(filter.to),
        instant(after?.triggeredAt),
        after?.id ?? null,
        limit,
      ],
    );
    return rows.map(toAlert);
  }

  async pages(
    userId: string,
    by: 'symbol' | 'rule',
    keys: readonly string[],
    limit: number,
    after: AlertPlace | null,
  ): Promise<Map<string, Alert[]>> {
    const column = by === 'symbol' ? 'symbol' : 'rule_id';
    const { rows } = await this.database.pool.query<AlertRow>(
      `SELECT a.* FROM unnest($2::text[]) AS wanted (key) CROSS JOIN LATERAL (
         SELECT ${alertColumns} FROM alerts a
         WHERE a.user_id = $1 AND a.${column} = wanted.key AND ($3::timestamptz IS NULL OR (a.triggered_at, a.id) < ($3, $4))
         ORDER BY a.triggered_at DESC, a.id DESC LIMIT $5) a`,
      [userId, keys, instant(after?.triggeredAt), after?.id ?? null, limit],
    );
    const pages = new Map<string, Alert[]>(keys.map((key) => [key, []]));
    for (const row of rows) pages.get(by === 'symbol' ? row.symbol : row.ruleId)?.push(toAlert(row));
    return pages;
  }

  async find(ids: readonly string[], userId: string): Promise<Alert[]> {
    const rows = await this.database.dataSource.getRepository(AlertRow).findBy({ id: In([...ids]), userId });
    return rows.map(toAlert);
  }

  acknowledge(id: string, userId: string, now: number): Promise<Alert | null> {
    return this.database.transaction(async (client) => {
      const { rows } = await client.query<AlertRow>(
        `UPDATE alerts a SET acknowledged_at = $3 WHERE a.id = $1 AND a.user_id = $2 AND a.acknowledged_at IS NULL RETURNING ${alertColumns}`,
        [id, userId, new Date(now)],
      );
      const [alert] = rows.map(toAlert);
      if (!alert) return (await this.find([id], userId))[0] ?? null;
      await this.announcements.alertsChanged(client, [{ alert, cause: 'ACKNOWLEDGED', occurredAt: now, receivedAt: now }]);
      return alert;
    });
  }

  async deliveriesOf(alertIds: readonly string[], userId: string): Promise<Delivery[]> {
    return this.#deliveries('d.alertId IN (:...ids)', alertIds, userId);
  }

  async findDeliveries(ids: readonly string[], userId: string): Promise<Delivery[]> {
    return this.#deliveries('d.id IN (:...ids)', ids, userId);
  }

  async #deliveries(where: string, ids: readonly string[], userId: string): Promise<Delivery[]> {
    const rows = await this.database.dataSource
      .getRepository(DeliveryRow)
      .createQueryBuilder('d')
      .innerJoin(AlertRow, 'a', 'a.id = d.alertId AND a.userId = :userId', { userId })
      .where(where, { ids: [...ids] })
      .orderBy('d.id')
      .getMany();
    return rows.map((row) => ({
      ...row,
      lastAttemptAt: row.lastAttemptAt?.getTime() ?? null,
      nextAttemptAt: row.nextAttemptAt?.getTime() ?? null,
    }));
  }
}

function instant(ms: number | undefined): Date | null {
  return ms === undefined ? null : new Date(ms);
}
