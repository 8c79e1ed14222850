import { silentLogger } from '@marketgraph/service';
import { AlphaVantageServer, ManualClock, testDatabase } from '@marketgraph/test-kit';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { defaultLimits } from '../../../src/domain/call-budget.ts';
import { StoredBudget } from '../../../src/storage/call-budget-store.ts';
import { type MarketStore, openMarketStore } from '../../../src/storage/open-market-store.ts';
import { CANARY, Polled } from './polled.ts';

const limits = defaultLimits['alpha-vantage'];
/** A Monday, before New York opens. */
const MONDAY = Date.UTC(2026, 0, 5, 12, 0);
const STOCKS = ['AAPL', 'MSFT', 'IBM', 'SPY', 'SHOP.TO'];
const PAIRS = ['EUR-USD', 'USD-JPY', 'BTC-USD', 'XAU-USD', 'WTI-USD'];
let store: MarketStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await testDatabase();
  drop = database.drop;
  store = await openMarketStore({ url: database.url, logger: silentLogger });
});
beforeEach(() => store.database.pool.query('TRUNCATE market.call_budgets'));
afterAll(async () => {
  await store.close();
  await drop();
});

async function begin(at: number) {
  const clock = new ManualClock(at);
  const server = await new AlphaVantageServer({ key: CANARY, clock }).listen();
  onTestFinished(() => server.stop());
  const budget = () => new StoredBudget({ sql: store.database.pool, provider: 'alpha-vantage', limits, clock });
  return { clock, server, budget };
}

/** The most calls within any time of this length. */
function mostWithin(server: AlphaVantageServer, ms: number): number {
  return Math.max(0, ...server.calls.map(({ at: from }) => server.calls.filter(({ at }) => at >= from && at < from + ms).length));
}

it('three simulated days of scheduled fetches, with restarts and wishes in between, never exceed 25 calls within 24 hours', async () => {
  const { clock, server, budget } = await begin(MONDAY);
  const symbols = [...STOCKS, ...PAIRS];
  let position: string | null = null;
  for (let hour = 0; hour < 72; hour += 6) {
    // A crash before the append has lost what was fetched last; one process in four has lost all of it.
    const polled = new Polled({ clock, server, budget: budget(), symbols }, hour % 24 === 12 ? null : position);
    await polled.pass(3 * HOUR_MS);
    await polled.feed.fetchNow?.(['AAPL', 'BTC-USD', 'WTI-USD']);
    await polled.pass(3 * HOUR_MS);
    position = polled.position ?? position;
    await polled.stop();
  }
  expect(mostWithin(server, DAY_MS)).toBeLessThanOrEqual(25);
  expect(server.calls.length).toBeGreaterThan(60);
  expect(server.refused).toBe(0);
}, 60_000);

it('spreads the calls of a day, and asks for everything there is', async () => {
  const { clock, server, budget } = await begin(MONDAY);
  const symbols = [...STOCKS, ...PAIRS];
  const polled = new Polled({ clock, server, budget: budget(), symbols });
  await polled.pass(2 * DAY_MS);
  await polled.stop();
  expect(new Set(server.calls.map(({ symbol, function: name }) => (symbol === '' ? name : symbol)))).toEqual(
    new Set([...STOCKS.map((symbol) => symbol.replace('.TO', '.TRT')), 'EUR', 'USD', 'BTC', 'XAU', 'WTI']),
  );
  expect(mostWithin(server, HOUR_MS)).toBeLessThanOrEqual(11);
  expect(mostWithin({ calls: server.calls.filter(({ at }) => at > MONDAY + HOUR_MS) } as AlphaVantageServer, HOUR_MS)).toBeLessThanOrEqual(
    4,
  );
  // Some are kept for what somebody wants at once.
  expect(mostWithin(server, DAY_MS)).toBeLessThanOrEqual(20);
}, 60_000);

it('does not fetch again what was fetched before a restart', async () => {
  const { clock, server, budget } = await begin(MONDAY);
  const first = new Polled({ clock, server, budget: budget(), symbols: ['EUR-USD'] });
  await first.pass(10 * MINUTE_MS);
  await first.stop();
  const before = server.calls.length;
  expect(before).toBe(2);
  const second = new Polled({ clock, server, budget: budget(), symbols: ['EUR-USD'] }, first.position);
  await second.pass(10 * MINUTE_MS);
  await second.stop();
  expect(server.calls.length).toBe(before);
}, 60_000);

it('asks nobody for closed venues: a weekend of shares costs no call', async () => {
  const SATURDAY = Date.UTC(2026, 0, 10, 6, 0);
  const { clock, server, budget } = await begin(SATURDAY);
  const polled = new Polled({ clock, server, budget: budget(), symbols: STOCKS });
  await polled.pass(6 * HOUR_MS);
  // What was never fetched is, once.
  expect(server.calls).toHaveLength(10);
  await polled.pass(40 * HOUR_MS);
  expect(server.calls).toHaveLength(10);
  await polled.stop();
}, 60_000);
