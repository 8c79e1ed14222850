import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Bars are known by their keys alone (storage/bar-keys.ts). Before, a watermark said until when a series may hold any: one bar in a gap
 * made all before it uncheckable. A bar that was told before its time was over takes what comes after it: -2.
 */
export class BarsByKeys1764210000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('SET LOCAL statement_timeout = 0');
    await runner.query(`UPDATE market.candle_rows SET open_key = -2 WHERE NOT closed AND open_key = -1 AND "interval" > 'ONE_MINUTE'`);
    await runner.query('ALTER TABLE market.series DROP COLUMN bars_until');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE market.series ADD COLUMN bars_until timestamptz');
    await runner.query(`UPDATE market.series s SET bars_until = (SELECT max(c.close_time) FROM market.candle_rows c
      WHERE c.series = s.id AND (c.close_key = 9007199254740991 OR c.open_key < 0))`);
    await runner.query('UPDATE market.candle_rows SET open_key = -1 WHERE open_key = -2');
  }
}
