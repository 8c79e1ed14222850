import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What venues said afterwards of their trades (ADR 20). A correction waits, not applied, until its trade is there; how many wait is
 * kept with the series, so that a batch of a series without any costs nothing.
 */
export class TradeCorrections1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE market.series DROP COLUMN corrections_waiting');
    await runner.query('DROP TABLE market.trade_corrections');
  }
}

const statements = [
  `CREATE TABLE market.trade_corrections (
     series integer NOT NULL,
     trade_at timestamptz NOT NULL,
     trade_key bigint NOT NULL,
     correction_key bigint NOT NULL,
     received_at timestamptz NOT NULL,
     kind text NOT NULL CHECK (kind IN ('CANCEL', 'CORRECT')),
     price numeric,
     size numeric,
     applied boolean NOT NULL DEFAULT false,
     PRIMARY KEY (series, trade_at, trade_key, correction_key))`,
  'CREATE INDEX trade_corrections_waiting ON market.trade_corrections (series) WHERE NOT applied',
  'ALTER TABLE market.series ADD COLUMN corrections_waiting integer NOT NULL DEFAULT 0',
];
