import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Holidays, early closes and late opens beside the table in code. */
export class VenueDays1763800100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE market.venue_days (
      venue text COLLATE "C" NOT NULL,
      date date NOT NULL,
      opens smallint,
      closes smallint,
      PRIMARY KEY (venue, date))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE market.venue_days');
  }
}
