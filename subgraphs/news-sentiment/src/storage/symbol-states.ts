import { insertRows } from '@marketgraph/postgres';
import type { Provenance, SignalAction } from '@marketgraph/vocabulary';
import { rowsOf, type Sql } from './sql.ts';

/** Where the signal of a symbol stands. */
export interface SymbolState {
  readonly symbol: string;
  /** The newest event time that was looked at, and what it came from. */
  readonly seenAt: number;
  readonly provenance: Provenance;
  /** The price then; null while only news was heard. */
  readonly price: string | null;
  /** What was last published; null before the first signal. */
  readonly action: SignalAction | null;
  readonly score: number | null;
}

interface StateRow extends Omit<SymbolState, 'seenAt'> {
  seenAt: Date;
}

const COLUMNS = 'symbol, seen_at AS "seenAt", provenance, price, action, score';

export class SymbolStates {
  constructor(private readonly sql: Sql) {}

  async of(symbols: readonly string[], sql: Sql = this.sql): Promise<Map<string, SymbolState>> {
    const text = `SELECT ${COLUMNS} FROM news_sentiment.symbol_states WHERE symbol = ANY($1)`;
    const rows = await rowsOf<StateRow>(sql, text, [symbols]);
    return new Map(rows.map((row) => [row.symbol, toState(row)]));
  }

  /** Holds the symbols until the transaction ends: prices and articles of one symbol arrive in different partitions. */
  async hold(sql: Sql, symbols: readonly string[]): Promise<Map<string, SymbolState>> {
    await sql.query(HOLD, [SYMBOL_LOCK, symbols]);
    return this.of(symbols, sql);
  }

  /** One state of each symbol; all of them are held. */
  async save(sql: Sql, states: readonly SymbolState[]): Promise<void> {
    const rows = states.map(({ seenAt, ...state }) => ({ ...state, seen_at: new Date(seenAt) }));
    await insertRows(sql, { table: 'news_sentiment.symbol_states', columns: WRITTEN, rows, conflict: REPLACING });
  }
}

const WRITTEN = {
  symbol: 'text',
  seen_at: 'timestamptz',
  provenance: 'text',
  price: 'numeric',
  action: 'text',
  score: 'double precision',
} as const;
const REPLACING = `(symbol) DO UPDATE SET seen_at = EXCLUDED.seen_at, provenance = EXCLUDED.provenance,
  price = EXCLUDED.price, action = EXCLUDED.action, score = EXCLUDED.score`;

/** In the order of the locks, so that two transactions with several symbols never wait for each other in a circle. */
const HOLD = `SELECT pg_advisory_xact_lock($1, lock)
  FROM (SELECT DISTINCT hashtext(symbol) AS lock FROM unnest($2::text[]) AS asked (symbol) ORDER BY lock) AS locks`;
/** Any number that no other lock of the database uses. */
const SYMBOL_LOCK = 0x73796d62;

function toState(row: StateRow): SymbolState {
  return { ...row, seenAt: row.seenAt.getTime() };
}
