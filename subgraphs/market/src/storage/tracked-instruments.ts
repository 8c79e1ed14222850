import type { Instrument } from '../domain/instrument.ts';
import { rowsOf, type Sql, timestampOf } from './sql.ts';

/** Instruments that somebody asked for beside those that are configured. */
export class TrackedInstruments {
  constructor(private readonly sql: Sql) {}

  all(): Promise<Instrument[]> {
    return rowsOf<Instrument>(
      this.sql,
      `SELECT i.symbol, i.name, i.asset_class AS "assetClass", i.region, i.currency, i.exchange, i.sector, i.tick_size AS "tickSize"
       FROM market.tracked_instruments t JOIN market.instruments i USING (symbol) ORDER BY t.tracked_at, i.symbol`,
    );
  }

  async symbols(): Promise<Set<string>> {
    const rows = await rowsOf<{ symbol: string }>(this.sql, 'SELECT symbol FROM market.tracked_instruments');
    return new Set(rows.map(({ symbol }) => symbol));
  }
}

/** In the transaction that tells of it. */
export async function saveTracked(sql: Sql, instrument: Instrument, now: number): Promise<void> {
  const { symbol, name, assetClass, region, currency, exchange, sector, tickSize } = instrument;
  await sql.query(
    `INSERT INTO market.instruments (symbol, name, asset_class, region, currency, exchange, sector, tick_size)
     VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)
     ON CONFLICT (symbol) DO UPDATE SET name = excluded.name, region = excluded.region, tick_size = excluded.tick_size`,
    [symbol, name, assetClass, region, currency, exchange && JSON.stringify(exchange), sector, tickSize],
  );
  await sql.query(`INSERT INTO market.tracked_instruments (symbol, tracked_at) VALUES ($1, ${timestampOf('$2')}) ON CONFLICT DO NOTHING`, [
    symbol,
    now,
  ]);
}
