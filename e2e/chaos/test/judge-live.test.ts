import { testDatabase } from '@marketgraph/test-kit';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { judgeGaps } from '../ledger/judge-gaps.ts';
import { judgeHeard } from '../ledger/judge-heard.ts';
import { judgeTrades } from '../ledger/judge-trades.ts';
import type { LedgerEntry } from '../ledger/ledger-file.ts';
import { counted, judgeLine, type Line } from '../ledger/lines.ts';

const START = Date.UTC(2026, 10, 20, 12);
const trade = (number: number, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ symbol: 'BTC-USD', source: 'coinbase', key: number, at: START + number * 100, price: '94620.5', size: '0.1' },
  ...{ t: START + number * 100, repeat: false, order: number },
  ...more,
});
const told = ({ symbol, at, price, size }: LedgerEntry) => ({ symbol, at, price, size });

describe('what a subscriber of live venues has heard', () => {
  const trades = [1, 2, 3, 4].map((number) => trade(number));
  // Alike in everything but the id.
  const twins = [...trades, trade(4, { key: 5 })];

  it('is well in any order, twins counted', async () => {
    const verdict = await judgeHeard(twins.toReversed().map(told), twins);
    expect(verdict).toEqual({ received: 5, missing: 0, repeated: 0, strange: 0, errors: 0, gaps: 0, examples: [] });
  });

  it('misses what never came, and is told what came twice or was never executed', async () => {
    const heard = [...twins.slice(1).map(told), told(trade(2)), told(trade(9))];
    expect(await judgeHeard(heard, twins)).toMatchObject({ missing: 1, repeated: 1, strange: 1 });
  });

  it('misses nothing silently where a gap was told', async () => {
    expect(await judgeHeard([{ gap: '{}' }, told(trade(1))], trades)).toMatchObject({ missing: 0, gaps: 1 });
  });
});

describe('a line of two sources', () => {
  const spans = [
    { from: null, source: 'coinbase' },
    { from: START + 300, source: 'kraken' },
    { from: START + 500, source: 'coinbase' },
  ];
  const line: Line = { symbol: 'BTC-USD', owner: 'coinbase', spans };
  const both = [1, 2, 3, 4, 5, 6].flatMap((number) => [trade(number), trade(number, { source: 'kraken', key: number + 100 })]);

  it('counts each time once, from the source that was active then, a span from its first instant on', () => {
    expect(counted(both, [line]).map(({ key, source }) => [key, source])).toEqual([1, 2, 103, 104, 5, 6].map((key) => [key, 'coinbase']));
    expect(counted([trade(1, { symbol: 'ETH-USD' })], [line])).toHaveLength(1);
  });

  it('tells the longest time without a trade that counts', () => {
    expect(judgeLine(line, counted(both, [line])).longestSilenceMs).toBe(100);
    const without = both.filter(({ source, at }) => source === 'coinbase' || at > START + 300);
    expect(judgeLine(line, counted(without, [line])).longestSilenceMs).toBe(200);
  });
});

describe('trades that are not stored', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let client: Client;
  const trades = [1, 2, 3, 4, 5].map((number) => trade(number));

  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`
      DROP SCHEMA IF EXISTS market CASCADE;
      CREATE SCHEMA market;
      CREATE TABLE market.trades (symbol text, source text, trade_key bigint, occurred_at timestamptz, price numeric, size numeric);
      CREATE TABLE market.feed_gaps (feed text, symbol text, gap_id text, state text, from_at timestamptz, to_at timestamptz, missing bigint, reason text)`);
    for (const { symbol, source, key, at, price, size } of [1, 2, 5].map((number) => trade(number))) {
      await client.query('INSERT INTO market.trades VALUES ($1, $2, $3, $4, $5, $6)', [symbol, source, key, new Date(at), price, size]);
    }
    return () => client.end();
  });

  const gap = (state: string, from: number, to: number | null) =>
    client.query(`INSERT INTO market.feed_gaps VALUES ('coinbase', 'BTC-USD', 'g', $1, $2, $3, 1, 'r')`, [
      state,
      new Date(trade(from).at),
      to === null ? null : new Date(trade(to).at),
    ]);
  const verdict = async () => {
    expect(await judgeTrades(client, trades, {})).toMatchObject({ lost: 2 });
    return judgeGaps(client, ['coinbase']);
  };

  it('are unmarked where no gap says so, or one that claims to be filled', async () => {
    await gap('FILLED', 2, 5);
    expect(await verdict()).toMatchObject({ filled: 1, lost: 0, unmarked: 2 });
  });

  it('are marked by a gap over their time, also by one without an end', async () => {
    await gap('LOST', 2, 3);
    expect(await verdict()).toMatchObject({ lost: 1, unmarked: 1 });
    await client.query('DROP TABLE ledger, stored');
    await gap('OPEN', 4, null);
    expect(await verdict()).toMatchObject({ open: 1, unmarked: 0 });
  });
});
