import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sources that may replace each other share one line of candles (ADR 29). `line` is null for all that has no alternative. The line's own
 * row (that whose id it is) holds what of all its sources counted: how many trades, when the last of them happened, and in `newest_at` how
 * far event time has come.
 */
export class SourceLines1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE market.source_spans');
    await runner.query('ALTER TABLE market.series DROP COLUMN line, DROP COLUMN counted_trades, DROP COLUMN counted_last_at');
  }
}

const statements = [
  `ALTER TABLE market.series ADD COLUMN line integer, ADD COLUMN counted_trades bigint NOT NULL DEFAULT 0,
     ADD COLUMN counted_last_at timestamptz`,
  'CREATE INDEX series_of_line ON market.series (line) WHERE line IS NOT NULL',
  // The first span of a line begins at -infinity.
  `CREATE TABLE market.source_spans (
     line integer NOT NULL,
     from_at timestamptz NOT NULL,
     series integer NOT NULL,
     PRIMARY KEY (line, from_at))`,
];
