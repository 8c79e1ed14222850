import type { Provenance } from '@marketgraph/vocabulary';
import type { SeriesName } from './series.ts';
import { ms, rowsOf, type Sql, timestampOf } from './sql.ts';

/** A live or simulated series with candles that ended, though nothing came that would close them. */
export interface QuietSeries extends SeriesName {
  readonly id: number;
  readonly provenance: Provenance;
  readonly newestAt: number;
}

/** In the order in which every transaction locks series. Candles of a line are those of the source that is active now. */
export function lockQuietSeries(sql: Sql, before: number): Promise<QuietSeries[]> {
  return rowsOf<QuietSeries>(
    sql,
    `SELECT s.id, s.symbol, coalesce(a.source, s.source) AS source, coalesce(a.provenance, s.provenance) AS provenance,
       ${ms('s.newest_at')} AS "newestAt"
     FROM market.series s LEFT JOIN LATERAL (SELECT m.source, m.provenance FROM market.source_spans p JOIN market.series m ON m.id = p.series
       WHERE p.line = s.line ORDER BY p.from_at DESC LIMIT 1) a ON true
     WHERE coalesce(a.provenance, s.provenance) IN ('LIVE', 'SIMULATED') AND s.id IN (SELECT series FROM market.candle_rows
       WHERE NOT closed AND close_time <= ${timestampOf('$1')})
     ORDER BY s.id FOR NO KEY UPDATE OF s`,
    [before],
  );
}
