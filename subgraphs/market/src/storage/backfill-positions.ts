import { rowsOf, type Sql } from './sql.ts';

/** A file of a series; another one of the same name has another digest. */
export interface BackfilledFile {
  readonly series: number;
  readonly file: string;
  readonly digest: string;
}

export interface BackfillPosition {
  /** The last line whose rows are committed. */
  readonly line: number;
  readonly finished: boolean;
}

export async function backfillPosition(sql: Sql, { series, file, digest }: BackfilledFile): Promise<BackfillPosition> {
  const [found] = await rowsOf<BackfillPosition>(
    sql,
    'SELECT line::double precision AS line, finished FROM market.backfills WHERE series = $1 AND file = $2 AND digest = $3',
    [series, file, digest],
  );
  return found ?? { line: 0, finished: false };
}

/** In the transaction of the rows. */
export async function saveBackfillPosition(sql: Sql, { series, file, digest }: BackfilledFile, position: BackfillPosition): Promise<void> {
  await sql.query(
    `INSERT INTO market.backfills AS b (series, file, digest, line, finished) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (series, file, digest) DO UPDATE SET line = excluded.line, finished = excluded.finished`,
    [series, file, digest, position.line, position.finished],
  );
}
