import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Instruments that were asked for beside the configured ones, and which feeds poll: so that an API knows it without leading them (ADR 31). */
export class TrackedAndPolled1764140000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE market.tracked_instruments (
      symbol text COLLATE "C" PRIMARY KEY,
      tracked_at timestamptz NOT NULL)`);
    await runner.query(`CREATE TABLE market.polled_feeds (
      feed text COLLATE "C" PRIMARY KEY,
      symbols text[] NOT NULL,
      remaining integer,
      resets_at timestamptz,
      told_at timestamptz NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['polled_feeds', 'tracked_instruments']) await runner.query(`DROP TABLE market.${table}`);
  }
}
