import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When each provider was asked, as far back as its longest limit reaches, and until when it wants to be left alone (ADR 28). Times are ms
 * since 1970: they are only compared with those of the processes that ask.
 */
export class CallBudgets1764130000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE market.call_budgets (
      provider text COLLATE "C" PRIMARY KEY,
      calls double precision[] NOT NULL DEFAULT '{}',
      held_until double precision NOT NULL DEFAULT 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE market.call_budgets');
  }
}
