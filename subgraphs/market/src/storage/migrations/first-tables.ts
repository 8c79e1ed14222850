import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Ticks are partitioned by the day they happened on (see day-partitions.ts). Symbols and sources sort by byte: faster, and the
 * same on every machine. Candles keep who opened and closed them (time and key), so that late trades merge to the same candle
 * as trades in order.
 */
export class FirstTables1763600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA market CASCADE');
  }
}

const statements = [
  `CREATE TYPE market.candle_interval AS ENUM ('ONE_SECOND', 'ONE_MINUTE', 'FIVE_MINUTES', 'FIFTEEN_MINUTES', 'THIRTY_MINUTES',
     'ONE_HOUR', 'FOUR_HOURS', 'ONE_DAY', 'ONE_WEEK', 'ONE_MONTH')`,
  `CREATE TYPE market.price_basis AS ENUM ('LAST', 'BID', 'ASK')`,
  `CREATE TABLE market.instruments (
     symbol text COLLATE "C" PRIMARY KEY,
     name text NOT NULL,
     asset_class text NOT NULL,
     region text NOT NULL,
     currency text NOT NULL,
     exchange jsonb,
     sector text,
     tick_size numeric NOT NULL)`,
  `CREATE TABLE market.trades (
     symbol text COLLATE "C" NOT NULL,
     source text COLLATE "C" NOT NULL,
     trade_key bigint NOT NULL,
     occurred_at timestamptz NOT NULL,
     received_at timestamptz NOT NULL,
     price numeric NOT NULL,
     size numeric NOT NULL,
     side text,
     conditions text,
     PRIMARY KEY (symbol, source, occurred_at, trade_key)) PARTITION BY RANGE (occurred_at)`,
  `CREATE TABLE market.quote_ticks (
     symbol text COLLATE "C" NOT NULL,
     source text COLLATE "C" NOT NULL,
     quote_key bigint NOT NULL,
     occurred_at timestamptz NOT NULL,
     received_at timestamptz NOT NULL,
     bid numeric NOT NULL,
     ask numeric NOT NULL,
     PRIMARY KEY (symbol, source, occurred_at, quote_key)) PARTITION BY RANGE (occurred_at)`,
  // Which sources have ticks on a day, and whether they are recordings, which retention spares.
  `CREATE TABLE market.tick_days (
     day date NOT NULL,
     source text COLLATE "C" NOT NULL,
     provenance text NOT NULL,
     PRIMARY KEY (day, source))`,
  `CREATE TABLE market.quotes (
     symbol text COLLATE "C" NOT NULL,
     source text COLLATE "C" NOT NULL,
     provenance text NOT NULL,
     price numeric NOT NULL,
     bid numeric,
     ask numeric,
     change numeric,
     change_percent double precision,
     open numeric,
     high numeric,
     low numeric,
     previous_close numeric,
     volume numeric NOT NULL,
     as_of timestamptz NOT NULL,
     received_at timestamptz NOT NULL,
     PRIMARY KEY (symbol, source)) WITH (fillfactor = 60)`,
  // newest_at is the source's event time of that symbol: what closes its candles. No provenance: history alone so far.
  `CREATE TABLE market.symbol_counts (
     symbol text COLLATE "C" NOT NULL,
     source text COLLATE "C" NOT NULL,
     provenance text,
     trade_count bigint NOT NULL DEFAULT 0,
     size_sum numeric NOT NULL DEFAULT 0,
     last_trade_at timestamptz,
     quote_count bigint NOT NULL DEFAULT 0,
     newest_at timestamptz NOT NULL,
     PRIMARY KEY (symbol, source)) WITH (fillfactor = 60)`,
  `CREATE TABLE market.candles (
     symbol text COLLATE "C" NOT NULL,
     source text COLLATE "C" NOT NULL,
     basis market.price_basis NOT NULL,
     "interval" market.candle_interval NOT NULL,
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
     open_at timestamptz NOT NULL,
     open_key bigint NOT NULL,
     close_at timestamptz NOT NULL,
     close_key bigint NOT NULL,
     PRIMARY KEY (symbol, source, basis, "interval", open_time)) WITH (fillfactor = 80)`,
  // Sources whose history was loaded: once is enough.
  `CREATE TABLE market.histories (
     source text COLLATE "C" PRIMARY KEY,
     saved_at timestamptz NOT NULL DEFAULT now())`,
  // The few that still form: found when event time or the clock passes their end.
  'CREATE INDEX candles_forming ON market.candles (symbol, source, close_time) WHERE NOT closed',
];
