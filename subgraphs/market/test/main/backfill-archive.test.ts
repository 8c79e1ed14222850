import { type RestRequest, type RestResponse, VenueServer } from '@marketgraph/test-kit';
import { MINUTE_MS } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backfill } from '../../src/main/commands/backfill.ts';
import { type MarketBench, openBench } from '../market-bench.ts';
import { run } from './run.ts';

const from = Date.UTC(2026, 0, 5);
const PAGE = 300;

/** Tells a candle for every minute but each seventh, as Coinbase does: newest first, as numbers, time in seconds. */
class CandleServer extends VenueServer {
  /** Called before each answer. */
  onAsked: (asked: number) => void = () => undefined;

  protected override hear(): void {}

  protected override rest({ path, query }: RestRequest): RestResponse {
    this.onAsked(this.restRequests.length);
    if (path !== '/products/BTC-USD/candles') return { status: 404, body: { message: 'NotFound' } };
    const [start, end] = ['start', 'end'].map((name) => Date.parse(query.get(name) ?? ''));
    const rows: string[] = [];
    for (let at = start ?? 0; at <= (end ?? 0); at += MINUTE_MS) {
      const minute = (at - from) / MINUTE_MS;
      if (minute % 7 !== 6) rows.unshift(`[${at / 1_000},${minute}.10,${minute}.90,${minute}.2,${minute}.30,1.50]`);
    }
    return { body: `[${rows.join(',')}]` };
  }
}

let bench: MarketBench;
let server: CandleServer;
beforeEach(async () => {
  bench = await openBench([]);
  server = await new CandleServer().listen();
});
afterEach(async () => {
  await server.stop();
  await bench.close();
});

const args = ['--feed', 'coinbase', '--symbol', 'BTC-USD', '--interval', 'ONE_MINUTE', '--from', '2026-01-05T00:00:00Z'];

function backfilled(more: readonly string[], signal?: AbortSignal) {
  return run(backfill, [...args, ...more], { DATABASE_URL: bench.url, COINBASE_REST_URL: server.restUrl }, signal);
}

async function minutes(): Promise<{ candles: number; first: object; last: object }> {
  const { rows } = await bench.store.database.pool.query(
    `SELECT extract(epoch FROM open_time)::float8 * 1000 AS at, open, high, low, close, volume, closed FROM market.candles
     WHERE symbol = 'BTC-USD' AND source = 'coinbase' AND "interval" = 'ONE_MINUTE' AND basis = 'LAST' ORDER BY 1`,
  );
  return { candles: rows.length, first: rows[0], last: rows.at(-1) };
}

describe('backfilling from a provider’s candles', () => {
  it('writes them as they were told, page by page, and lists what nothing listed', async () => {
    const { code, stdout } = await backfilled(['--to', '2026-01-05T12:00:00Z']);
    expect([code, stdout]).toEqual([0, 'coinbase: BTC-USD, 618 candles of ONE_MINUTE added.\n']);
    expect(server.restRequests).toHaveLength(3);
    expect(await minutes()).toMatchObject({
      candles: 618,
      first: { at: from, open: '0.2', high: '0.90', low: '0.10', close: '0.30', volume: '1.50', closed: true },
      last: { at: from + 719 * MINUTE_MS },
    });
    expect((await bench.store.instruments.all()).find(({ symbol }) => symbol === 'BTC-USD')).toMatchObject({ name: 'Bitcoin' });
  });

  it('goes on where it was stopped, and asks for the last page again while it is not over', async () => {
    const stop = new AbortController();
    server.onAsked = (asked) => asked === 3 && stop.abort();
    expect(await backfilled(['--to', '2026-01-05T11:00:00Z'], stop.signal)).toMatchObject({ code: 130 });
    const [before, asked] = [(await minutes()).candles, server.restRequests.length];
    expect([before, asked]).toEqual([2 * PAGE - Math.floor((2 * PAGE) / 7), 3]);
    expect(await backfilled(['--to', '2026-01-05T11:00:00Z'])).toMatchObject({ code: 0 });
    expect(server.restRequests).toHaveLength(4);
    expect(await backfilled(['--to', '2026-01-05T15:00:00Z'])).toMatchObject({ code: 0 });
    expect(server.restRequests).toHaveLength(5);
    expect((await minutes()).candles).toBe(3 * PAGE - Math.floor((3 * PAGE) / 7));
    expect((await backfilled(['--to', '2026-01-05T15:00:00Z'])).stdout).toContain(' 0 candles of ONE_MINUTE added');
    expect(server.restRequests).toHaveLength(5);
  });

  it('waits as long as the provider says, and goes on', async () => {
    server.troubleRest({ status: 429, headers: { 'retry-after': '1' }, body: { message: 'Public rate limit exceeded' } });
    expect(await backfilled(['--to', '2026-01-05T01:00:00Z'])).toMatchObject({ code: 0, stdout: expect.stringContaining('52 candles') });
  });

  it('fails with the provider’s sentence when it does not have the product', async () => {
    const { code, stderr } = await run(backfill, ['--feed', 'coinbase', '--symbol', 'NONE-USD'], {
      DATABASE_URL: bench.url,
      COINBASE_REST_URL: server.restUrl,
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining('NotFound')]);
  });

  it.each([
    [['--feed', 'coinbase', '--symbol', 'AAPL'], /--symbol: AAPL is nothing that coinbase has/],
    [['--feed', 'coinbase', '--symbol', 'BTC-USD', '--interval', 'ONE_WEEK'], /--interval: coinbase tells ONE_MINUTE, /],
    [['--feed', 'coinbase', '--symbol', 'BTC-USD', '--source', 'x'], /takes neither files nor --source/],
    [['--feed', 'simulator', '--from', '2026-01-05'], /--from and --to: are for --feed with one of coinbase, binance, kraken/],
    [['--symbol', 'SPY', '--source', 'x', '--to', '2026-01-05', 'file.csv'], /--from and --to: are for --feed/],
    [[...args, '--to', '2026-01-04'], /--to: must be later than --from/],
  ])('refuses %j with a sentence', async (words, sentence) => {
    const { code, stderr } = await run(backfill, words, { DATABASE_URL: bench.url, COINBASE_REST_URL: server.restUrl });
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  });
});
