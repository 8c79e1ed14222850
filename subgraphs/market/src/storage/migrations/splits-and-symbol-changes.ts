import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is told of instruments apart from their feeds. The version rises with each change, so that processes notice. */
export class SplitsAndSymbolChanges1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE market.adjustment_factors, market.symbol_changes, market.facts_version');
  }
}

const statements = [
  `CREATE TABLE market.adjustment_factors (
     symbol text COLLATE "C" NOT NULL,
     date date NOT NULL,
     price_factor numeric NOT NULL CHECK (price_factor > 0),
     split_factor numeric NOT NULL CHECK (split_factor > 0),
     reference_price numeric NOT NULL,
     PRIMARY KEY (symbol, date))`,
  `CREATE TABLE market.symbol_changes (
     symbol text COLLATE "C" NOT NULL,
     date date NOT NULL,
     kind text NOT NULL CHECK (kind IN ('RENAMED', 'DELISTED', 'LISTED')),
     became text COLLATE "C" CHECK ((became IS NOT NULL) = (kind = 'RENAMED')),
     PRIMARY KEY (symbol, date))`,
  `CREATE TABLE market.facts_version (version bigint NOT NULL)`,
  `INSERT INTO market.facts_version VALUES (1)`,
];
