import type { MigrationInterface, QueryRunner } from 'typeorm';
import { moveOldRows } from './move-old-rows.ts';
import { candlesView } from './series-views.ts';

/**
 * Ticks and candles name their series by a number, and a wider candle's row holds closed minutes only: the minute that forms is
 * added when it is read, by the view as well (ADR 19). Rows of an older database move.
 */
export class SeriesAndRollUp1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SET LOCAL statement_timeout = 0');
    for (const table of ['trades', 'quote_ticks', 'candles']) await runner.query(`ALTER TABLE market.${table} RENAME TO old_${table}`);
    for (const statement of tables) await runner.query(statement);
    await moveOldRows(runner);
    for (const statement of views) await runner.query(statement);
  }

  /** The way back is a backup: rows of two shapes would have to be told apart again. */
  async down(): Promise<void> {
    throw new Error('Series cannot be taken back: restore a backup from before the migration.');
  }
}

const tables = [
  // newest_at is the source's event time of that symbol: what closes its candles. Candles that open before bars_until were made, at
  // least in part, of a provider's bars. No provenance: history alone so far.
  `CREATE TABLE market.series (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     symbol text COLLATE "C" NOT NULL,
     source text COLLATE "C" NOT NULL,
     provenance text,
     trade_count bigint NOT NULL DEFAULT 0,
     size_sum numeric NOT NULL DEFAULT 0,
     last_trade_at timestamptz,
     quote_count bigint NOT NULL DEFAULT 0,
     newest_at timestamptz,
     bars_until timestamptz,
     UNIQUE (symbol, source)) WITH (fillfactor = 50)`,
  `CREATE TABLE market.trade_rows (
     series integer NOT NULL,
     occurred_at timestamptz NOT NULL,
     trade_key bigint NOT NULL,
     received_at timestamptz NOT NULL,
     price numeric NOT NULL,
     size numeric NOT NULL,
     side text,
     conditions text,
     cancelled boolean NOT NULL DEFAULT false,
     revision smallint NOT NULL DEFAULT 0,
     PRIMARY KEY (series, occurred_at, trade_key)) PARTITION BY RANGE (occurred_at)`,
  `CREATE TABLE market.quote_rows (
     series integer NOT NULL,
     occurred_at timestamptz NOT NULL,
     quote_key bigint NOT NULL,
     received_at timestamptz NOT NULL,
     bid numeric NOT NULL,
     ask numeric NOT NULL,
     PRIMARY KEY (series, occurred_at, quote_key)) PARTITION BY RANGE (occurred_at)`,
  // priced: 0 when its trades count for volume only, 1 for high and low too, 2 for all prices.
  `CREATE TABLE market.candle_rows (
     series integer NOT NULL,
     "interval" market.candle_interval NOT NULL,
     basis market.price_basis NOT NULL,
     open_time timestamptz NOT NULL,
     close_time timestamptz NOT NULL,
     open numeric NOT NULL,
     high numeric NOT NULL,
     low numeric NOT NULL,
     close numeric NOT NULL,
     volume numeric NOT NULL,
     turnover numeric NOT NULL,
     trade_count integer NOT NULL,
     closed boolean NOT NULL,
     revision integer NOT NULL DEFAULT 0,
     from_bids boolean NOT NULL DEFAULT false,
     priced smallint NOT NULL DEFAULT 2,
     open_at timestamptz NOT NULL,
     open_key bigint NOT NULL,
     close_at timestamptz NOT NULL,
     close_key bigint NOT NULL,
     PRIMARY KEY (series, "interval", basis, open_time)) WITH (fillfactor = 70)`,
  // A day that was dropped stays noted: ticks that come for it later are not the whole of it.
  'ALTER TABLE market.tick_days ADD COLUMN dropped boolean NOT NULL DEFAULT false',
  `ALTER TABLE market.quotes ADD COLUMN priced smallint NOT NULL DEFAULT 2`,
];

const views = [
  // The few that still form: found when event time or the clock passes their end, and when a wider candle is read.
  'CREATE INDEX candle_rows_forming ON market.candle_rows (series, "interval", close_time) WHERE NOT closed',
  `CREATE VIEW market.trades AS
     SELECT s.symbol, s.source, t.trade_key, t.occurred_at, t.received_at, t.price, t.size, t.side, t.conditions, t.revision
     FROM market.trade_rows t JOIN market.series s ON s.id = t.series WHERE NOT t.cancelled`,
  `CREATE VIEW market.quote_ticks AS
     SELECT s.symbol, s.source, q.quote_key, q.occurred_at, q.received_at, q.bid, q.ask
     FROM market.quote_rows q JOIN market.series s ON s.id = q.series`,
  candlesView,
];
