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

  async of(symbols: readonly string[]): Promise<Map<string, SymbolState>> {
    const text = `SELECT ${COLUMNS} FROM news_sentiment.symbol_states WHERE symbol = ANY($1)`;
    const rows = await rowsOf<StateRow>(this.sql, text, [symbols]);
    return new Map(rows.map((row) => [row.symbol, toState(row)]));
  }

  /** Holds the symbol until the transaction ends: prices and articles of one symbol arrive in different partitions. */
  async hold(sql: Sql, symbol: string): Promise<SymbolState | null> {
    await sql.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [SYMBOL_LOCK, symbol]);
    const [row] = await rowsOf<StateRow>(sql, `SELECT ${COLUMNS} FROM news_sentiment.symbol_states WHERE symbol = $1`, [symbol]);
    return row ? toState(row) : null;
  }

  async save(sql: Sql, { symbol, seenAt, provenance, price, action, score }: SymbolState): Promise<void> {
    await sql.query(
      `INSERT INTO news_sentiment.symbol_states (symbol, seen_at, provenance, price, action, score) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (symbol) DO UPDATE SET seen_at = EXCLUDED.seen_at, provenance = EXCLUDED.provenance,
         price = EXCLUDED.price, action = EXCLUDED.action, score = EXCLUDED.score`,
      [symbol, new Date(seenAt), provenance, price, action, score],
    );
  }
}

/** Any number that no other lock of the database uses. */
const SYMBOL_LOCK = 0x73796d62;

function toState(row: StateRow): SymbolState {
  return { ...row, seenAt: row.seenAt.getTime() };
}
