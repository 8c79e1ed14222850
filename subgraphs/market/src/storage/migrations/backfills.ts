import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far files were backfilled: a line is committed with the rows that it and those before it made. */
export class Backfills1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE market.backfills (
      series integer NOT NULL,
      file text COLLATE "C" NOT NULL,
      digest text COLLATE "C" NOT NULL,
      line bigint NOT NULL,
      finished boolean NOT NULL DEFAULT false,
      PRIMARY KEY (series, file, digest))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE market.backfills');
  }
}
