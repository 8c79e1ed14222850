import type { Provenance } from '@marketgraph/vocabulary';
import type { SeriesName } from './series.ts';
import { ms, rowsOf, type Sql, timestampOf } from './sql.ts';

/** A live or simulated series with candles that ended, though nothing came that would close them. */
export interface QuietSeries extends SeriesName {
  readonly id: number;
  readonly provenance: Provenance;
  readonly newestAt: number;
}

/** In the order in which every transaction locks series. */
export function lockQuietSeries(sql: Sql, before: number): Promise<QuietSeries[]> {
  return rowsOf<QuietSeries>(
    sql,
    `SELECT id, symbol, source, provenance, ${ms('newest_at')} AS "newestAt" FROM market.series
     WHERE provenance IN ('LIVE', 'SIMULATED') AND id IN (SELECT series FROM market.candle_rows
       WHERE NOT closed AND close_time <= ${timestampOf('$1')})
     ORDER BY id FOR NO KEY UPDATE`,
    [before],
  );
}
