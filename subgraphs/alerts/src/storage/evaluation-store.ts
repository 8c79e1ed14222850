import type { Database } from '@marketgraph/postgres';
import type pg from 'pg';
import type { AlertRule } from '../domain/alert-rule.ts';
import type { RuleState } from '../domain/evaluate.ts';
import type { StoredReadings } from '../domain/readings.ts';
import { readRules } from './read-rules.ts';
import { type StateRecord, toState } from './rule-states.ts';

/** Where a rule stands for a symbol, and the revision of the rule that it was decided by. */
export interface DecidedState {
  readonly ruleId: string;
  readonly revision: number;
  readonly symbol: string;
  readonly state: RuleState;
}

/** How far the log was evaluated: what is not beyond it has had its effect. */
export interface EvaluatedPlace {
  readonly partition: number;
  readonly epoch: string;
  readonly position: number;
}

/** The transaction of one batch. */
export type BatchTransaction = pg.PoolClient;

/** What the evaluator reads and writes. */
export class EvaluationStore {
  constructor(private readonly database: Database) {}

  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }

  async version(): Promise<number> {
    const { rows } = await this.database.pool.query<{ version: string }>('SELECT version FROM rule_version');
    return Number(rows[0]?.version);
  }

  enabledRules(): Promise<AlertRule[]> {
    return readRules(this.database.pool, 'r.enabled', []);
  }

  async places(): Promise<EvaluatedPlace[]> {
    const { rows } = await this.database.pool.query<{ partition: number; epoch: string; position: string }>('SELECT * FROM evaluated');
    return rows.map((row) => ({ ...row, position: Number(row.position) }));
  }

  async states(symbols: readonly string[]): Promise<{ ruleId: string; symbol: string; state: RuleState }[]> {
    const { rows } = await this.database.pool.query<StateRecord>('SELECT * FROM rule_states WHERE symbol = ANY($1)', [symbols]);
    return rows.map((row) => ({ ruleId: row.rule_id, symbol: row.symbol, state: toState(row) }));
  }

  async readings(symbols: readonly string[]): Promise<Map<string, StoredReadings>> {
    const { rows } = await this.database.pool.query<{ symbol: string; readings: StoredReadings }>(
      'SELECT symbol, readings FROM readings WHERE symbol = ANY($1)',
      [symbols],
    );
    return new Map(rows.map((row) => [row.symbol, row.readings]));
  }

  async saveReadings(readings: ReadonlyMap<string, StoredReadings>, client?: pg.PoolClient): Promise<void> {
    await (client ?? this.database.pool).query(
      `INSERT INTO readings (symbol, readings) SELECT * FROM unnest($1::text[], $2::jsonb[])
       ON CONFLICT (symbol) DO UPDATE SET readings = excluded.readings`,
      [[...readings.keys()], [...readings.values()].map((value) => JSON.stringify(value))],
    );
  }

  /** The values that are shown while nothing changes; a rule that is gone by now is passed over. */
  async saveValues(states: readonly DecidedState[]): Promise<void> {
    await this.database.pool.query(
      `UPDATE rule_states s SET value = shown.value FROM unnest($1::text[], $2::text[], $3::text[]) AS shown (rule_id, symbol, value)
       WHERE s.rule_id = shown.rule_id AND s.symbol = shown.symbol`,
      [states.map(({ ruleId }) => ruleId), states.map(({ symbol }) => symbol), states.map(({ state }) => state.value)],
    );
  }
}

/** False when another evaluator has gone as far already. */
export async function advance(client: pg.PoolClient, { partition, epoch, position }: EvaluatedPlace): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO evaluated (partition, epoch, position) VALUES ($1, $2, $3)
     ON CONFLICT (partition) DO UPDATE SET epoch = excluded.epoch, position = excluded.position
     WHERE evaluated.epoch <> excluded.epoch OR evaluated.position < excluded.position`,
    [partition, epoch, position],
  );
  return rowCount === 1;
}

/** Whether the rules are still the ones that decided; locks them, so that a change waits for what they decided. */
export async function areCurrent(client: pg.PoolClient, states: readonly DecidedState[]): Promise<boolean> {
  const revisions = new Map(states.map(({ ruleId, revision }) => [ruleId, revision]));
  const { rows } = await client.query<{ id: string; revision: string }>(
    'SELECT id, revision FROM rules WHERE id = ANY($1) ORDER BY id FOR SHARE',
    [[...revisions.keys()]],
  );
  return rows.length === revisions.size && rows.every(({ id, revision }) => revisions.get(id) === Number(revision));
}

export async function saveStates(client: pg.PoolClient, states: readonly DecidedState[]): Promise<void> {
  const column = <T>(read: (state: DecidedState) => T) => states.map(read);
  await client.query(
    `INSERT INTO rule_states (rule_id, symbol, state, since, value, last_fired_at, armed)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::timestamptz[], $7::boolean[])
     ON CONFLICT (rule_id, symbol) DO UPDATE SET (state, since, value, last_fired_at, armed)
       = (excluded.state, excluded.since, excluded.value, excluded.last_fired_at, excluded.armed)`,
    [
      column(({ ruleId }) => ruleId),
      column(({ symbol }) => symbol),
      column(({ state }) => state.state),
      column(({ state }) => new Date(state.since)),
      column(({ state }) => state.value),
      column(({ state }) => (state.lastFiredAt === null ? null : new Date(state.lastFiredAt))),
      column(({ state }) => state.armed),
    ],
  );
}
