import { ms, rowsOf, type Sql, texts } from './sql.ts';

/** What one source tells of one symbol. */
export interface SeriesName {
  readonly symbol: string;
  readonly source: string;
}

/** Where a series stands; nothing of it was recorded yet while `newestAt` is null. */
export interface SeriesState {
  readonly id: number;
  readonly tradeCount: number;
  readonly quoteCount: number;
  /** The source's event time: what closes its candles. */
  readonly newestAt: number | null;
  /** Corrections whose trades are not there yet. */
  readonly correctionsWaiting: number;
  /** The series whose rows are its candles, where other sources may replace it (see source-lines.ts); null where there are none. */
  readonly line: number | null;
}

/** Whose rows its candles are. */
export function ownerOf({ id, line }: Pick<SeriesState, 'id' | 'line'>): number {
  return line ?? id;
}

/** The numbers that stand for symbol and source in ticks and candles. A series gets its number when it is first met, and keeps it. */
export class SeriesIds {
  readonly #known = new Map<string, Map<string, number>>();
  readonly #lines = new Map<number, number>();

  constructor(private readonly sql: Sql) {}

  /** In the order of the names. Not part of any transaction: a batch must not hold a new row that others wait for. */
  async of(names: readonly SeriesName[]): Promise<number[]> {
    // A series that someone else makes at this moment is seen by the next statement only.
    for (let missing = this.#missing(names); missing.length > 0; missing = this.#missing(names)) {
      const rows = await rowsOf<SeriesName & { id: number }>(this.sql, FIND_OR_MAKE, [
        texts(missing.map(({ symbol }) => symbol)),
        texts(missing.map(({ source }) => source)),
      ]);
      for (const { symbol, source, id } of rows) this.#bySource(source).set(symbol, id);
    }
    return names.map(({ symbol, source }) => this.#bySource(source).get(symbol) ?? 0);
  }

  /** With the lines that they are known to belong to: whoever writes candles locks those as well. */
  withLines(ids: readonly number[]): number[] {
    return this.#lines.size === 0 ? [...ids] : [...new Set(ids.flatMap((id) => [id, this.#lines.get(id) ?? id]))];
  }

  /** Notes lines from locked rows. False when one of them was not locked with its series, because it was not known yet. */
  noteLines(states: readonly Pick<SeriesState, 'id' | 'line'>[]): boolean {
    let complete = true;
    for (const { id, line } of states) {
      if (line === null || this.#lines.get(id) === line) continue;
      this.#lines.set(id, line);
      complete &&= states.some((other) => other.id === line);
    }
    return complete;
  }

  #missing(names: readonly SeriesName[]): SeriesName[] {
    return names.filter(({ symbol, source }) => !this.#bySource(source).has(symbol));
  }

  #bySource(source: string): Map<string, number> {
    const known = this.#known.get(source) ?? new Map<string, number>();
    if (known.size === 0) this.#known.set(source, known);
    return known;
  }
}

/**
 * The first thing of every transaction that writes ticks, counts or candles of series: in one order for all, so that none waits for
 * another in a circle, and what is read afterwards stays as it is until commit.
 */
export function lockSeries(sql: Sql, ids: readonly number[]): Promise<SeriesState[]> {
  return rowsOf<SeriesState>(
    sql,
    `SELECT id, trade_count::double precision AS "tradeCount", quote_count::double precision AS "quoteCount",
       ${ms('newest_at')} AS "newestAt",
       corrections_waiting AS "correctionsWaiting", line
     FROM market.series WHERE id = ANY($1::integer[]) ORDER BY id FOR NO KEY UPDATE`,
    [`{${ids.join(',')}}`],
  );
}

const FIND_OR_MAKE = `
  WITH given AS (SELECT DISTINCT symbol COLLATE "C" AS symbol, source COLLATE "C" AS source FROM unnest($1::text[], $2::text[]) AS t(symbol, source)),
    known AS (SELECT s.id, s.symbol, s.source FROM given JOIN market.series s USING (symbol, source)),
    made AS (INSERT INTO market.series (symbol, source) SELECT symbol, source FROM given g
      WHERE NOT EXISTS (SELECT FROM known k WHERE k.symbol = g.symbol AND k.source = g.source)
      ORDER BY symbol, source ON CONFLICT DO NOTHING RETURNING id, symbol, source)
  SELECT * FROM known UNION ALL SELECT * FROM made`;
