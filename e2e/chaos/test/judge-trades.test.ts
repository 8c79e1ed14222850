import { testDatabase } from '@marketgraph/test-kit';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { load } from '../ledger/database.ts';
import { judgeCandles } from '../ledger/judge-candles.ts';
import { judgeTrades, readShifts } from '../ledger/judge-trades.ts';
import type { LedgerEntry } from '../ledger/ledger-file.ts';
import { naiveCandles } from '../ledger/naive-candles.ts';
import { tape } from '../ledger/tape.ts';

const SHIFT = 86_400_123;
const shifts = { coinbase: SHIFT, binance: SHIFT };
const trades: LedgerEntry[] = [...tape({ seed: 11, seconds: 10, rate: 100 })]
  .filter(({ repeat }) => !repeat)
  .map(({ trade, t }, order) => ({ ...trade, t, repeat: false, order }));
const [victim] = trades;
const named = `source = '${victim?.source}' AND symbol = '${victim?.symbol}' AND trade_key = ${victim?.key}`;

describe('the ledger', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let client: Client;

  beforeEach(async () => {
    database = await testDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`
      CREATE SCHEMA market;
      CREATE TABLE market.trades (symbol text, source text, trade_key bigint, occurred_at timestamptz, price numeric, size numeric);
      CREATE TABLE market.candles (symbol text, source text, basis text, "interval" text, open_time timestamptz, close_time timestamptz,
        open numeric, high numeric, low numeric, close numeric, volume numeric, trade_count int, closed boolean, revision int)`);
    const rows = trades.map(({ symbol, source, key, at, price, size }) => {
      return [symbol, source, key, new Date(at + SHIFT).toISOString(), price, size];
    });
    await load(client, 'market.trades', ['text', 'text', 'bigint', 'timestamptz', 'numeric', 'numeric'], rows);
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  const verdict = () => judgeTrades(client, trades, shifts);

  it('finds nothing where everything was stored as it was sent', async () => {
    expect(await verdict()).toEqual({ sent: 1_000, stored: 1_000, lost: 0, doubled: 0, altered: 0, examples: [] });
  });

  it('reads by how much a replay has moved the times', async () => {
    expect(await readShifts(client, trades)).toEqual(shifts);
  });

  it('finds a trade that was lost', async () => {
    await client.query(`DELETE FROM market.trades WHERE ${named}`);
    expect(await verdict()).toMatchObject({ lost: 1, doubled: 0, altered: 0, examples: [expect.stringContaining(String(victim?.key))] });
  });

  it('finds a trade that was stored twice, also under another time', async () => {
    await client.query(`INSERT INTO market.trades SELECT * FROM market.trades WHERE ${named}`);
    await client.query(
      `INSERT INTO market.trades SELECT symbol, source, trade_key, occurred_at + interval '1 second', price, size FROM market.trades WHERE ${named} LIMIT 1`,
    );
    expect(await verdict()).toMatchObject({ lost: 0, doubled: 2, altered: 0 });
  });

  it('finds a trade that nobody sent', async () => {
    await client.query(`INSERT INTO market.trades VALUES ('BTC-USD', 'coinbase', 1, now(), 1, 1)`);
    expect(await verdict()).toMatchObject({ lost: 0, doubled: 1, altered: 0 });
  });

  it.each(['price = price + 0.00000001', 'size = size * 2', "occurred_at = occurred_at + interval '1 millisecond'"])(
    'finds a trade that was altered: %s',
    async (change) => {
      await client.query(`UPDATE market.trades SET ${change} WHERE ${named}`);
      expect(await verdict()).toMatchObject({ lost: 0, doubled: 0, altered: 1 });
    },
  );

  it('finds a candle that differs, one that is missing and one that was revised for no reason', async () => {
    const moved = trades.map((trade) => ({ ...trade, at: trade.at + SHIFT }));
    for (const candle of naiveCandles(moved)) {
      const { symbol, source, interval, openTime, closeTime, open, high, low, close, volume, tradeCount, closed, surelyRevised } = candle;
      await client.query(`INSERT INTO market.candles VALUES ($1, $2, 'LAST', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, [
        ...[symbol, source, interval, new Date(openTime), new Date(closeTime), open, high, low, close, `${volume}e-8`],
        ...[tradeCount, closed, surelyRevised ? 1 : 0],
      ]);
    }
    const judged = async () => {
      const { candlesDiffering, revisionsDiffering } = await judgeCandles(client, trades, shifts);
      await client.query('DROP TABLE expected, found');
      return { candlesDiffering, revisionsDiffering };
    };
    expect(await judged()).toEqual({ candlesDiffering: 0, revisionsDiffering: 0 });
    await client.query(`UPDATE market.candles SET volume = volume + 1 WHERE symbol = 'BTC-USD' AND "interval" = 'ONE_MONTH'`);
    await client.query(`DELETE FROM market.candles WHERE symbol = 'ETH-USD' AND "interval" = 'ONE_DAY'`);
    await client.query(`UPDATE market.candles SET revision = 1 WHERE symbol = 'ADA-USD' AND "interval" = 'ONE_WEEK'`);
    expect(await judged()).toEqual({ candlesDiffering: 2, revisionsDiffering: 1 });
  });
});
