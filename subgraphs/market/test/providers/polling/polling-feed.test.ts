import { AlphaVantageServer, ManualClock } from '@marketgraph/test-kit';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { expect, it, onTestFinished } from 'vitest';
import { type CallLimit, defaultLimits } from '../../../src/domain/call-budget.ts';
import { MemoryBudget } from '../../../src/domain/memory-budget.ts';
import { CANARY, instrument, Polled, type PolledOptions } from '../alpha-vantage/polled.ts';

/** A Monday; New York opens at 14:30. */
const MONDAY = Date.UTC(2026, 0, 5, 9, 0);

async function begin(symbols: readonly string[], options: Partial<PolledOptions> & { isPremium?: boolean } = {}) {
  const clock = new ManualClock(MONDAY);
  const { limits = defaultLimits['alpha-vantage'], isPremium = false } = options;
  const server = await new AlphaVantageServer({ key: CANARY, clock, isPremium }).listen();
  const polled = new Polled({ clock, server, budget: new MemoryBudget(limits, clock), symbols, limits, ...options });
  onTestFinished(async () => {
    await polled.stop();
    await server.stop();
  });
  return { clock, server, polled, feed: polled.feed };
}

it('has calls for a wish when the schedule has used up its share, and says when there are none left', async () => {
  const { server, polled, feed, clock } = await begin(['EUR-USD', 'BTC-USD', 'USD-JPY']);
  await polled.pass(23 * HOUR_MS);
  expect(server.calls.length).toBeLessThanOrEqual(20);
  const { remaining } = await (feed.budget?.() ?? Promise.reject());
  expect(remaining).toBeGreaterThanOrEqual(5);
  for (let wish = 0; wish < remaining; wish++) {
    expect(await feed.fetchNow?.(['BTC-USD'])).toBe(1);
    await polled.pass(5_000);
  }
  expect(server.calls).toHaveLength(25);
  expect(await feed.fetchNow?.(['BTC-USD', 'EUR-USD'])).toBe(0);
  await polled.settled();
  expect(polled.notices.at(-1)).toMatchObject({ state: 'RATE_LIMITED' });
  const first = server.calls[0]?.at ?? 0;
  expect(polled.notices.at(-1)?.detail).toContain(new Date(first + DAY_MS).toISOString().slice(11, 16));
  await clock.advance(first + DAY_MS - clock.now());
  await polled.pass(6 * HOUR_MS);
  expect(polled.notices.at(-1)).toMatchObject({ state: 'LIVE' });
  expect(server.refused).toBe(0);
});

it('promises no more than it has calls for, and asks twice for nothing', async () => {
  const { polled, feed } = await begin(['EUR-USD', 'BTC-USD', 'USD-JPY'], { limits: [{ calls: 4, perMs: DAY_MS }] });
  await polled.pass(MINUTE_MS);
  expect((await feed.budget?.())?.remaining).toBe(2);
  expect(await feed.fetchNow?.(['EUR-USD', 'EUR-USD', 'NOSUCH-USD'])).toBe(1);
  expect(await feed.fetchNow?.(['USD-JPY', 'BTC-USD'])).toBe(1);
});

it('nothing can be wished for once it was stopped', async () => {
  const { polled, feed } = await begin(['EUR-USD']);
  await polled.settled();
  await polled.stop();
  expect(await feed.fetchNow?.(['EUR-USD'])).toBe(0);
});

it('follows one more instrument at once, unless the provider has nothing of it', async () => {
  const { server, polled, feed } = await begin(['EUR-USD']);
  await polled.pass(MINUTE_MS);
  expect(feed.track?.(instrument('^SPX'))).toBe(false);
  expect(feed.track?.(instrument('MSFT'))).toBe(true);
  await polled.pass(MINUTE_MS);
  expect(feed.instruments.map(({ symbol }) => symbol)).toEqual(['EUR-USD', 'MSFT']);
  expect(server.calls.map(({ symbol }) => symbol)).toContain('MSFT');
});

it('what the plan does not include is not asked for again, also after a restart, and the rest goes on', async () => {
  const { server, polled, clock } = await begin(['IBM'], { intraday: true });
  await polled.pass(DAY_MS);
  const refused = () => server.calls.filter(({ function: name }) => name === 'TIME_SERIES_INTRADAY').length;
  expect(refused()).toBe(1);
  expect(polled.written.join()).toContain('NOT_ENTITLED');
  await polled.stop();
  const again = new Polled({ ...polled.options }, polled.position);
  await again.pass(2 * DAY_MS);
  await again.stop();
  expect(refused()).toBe(1);
  expect(clock.now()).toBe(MONDAY + 3 * DAY_MS);
  expect(server.calls.filter(({ function: name }) => name === 'TIME_SERIES_DAILY').length).toBeGreaterThanOrEqual(3);
});

it('a symbol that the provider does not know costs a call a day', async () => {
  const { server, polled } = await begin(['NOSUCH', 'EUR-USD']);
  await polled.pass(2 * DAY_MS);
  expect(server.calls.filter(({ symbol }) => symbol === 'NOSUCH').length).toBeLessThanOrEqual(6);
  expect(polled.deliveries.length).toBeGreaterThan(10);
});

it('is expected to be heard of when its own plan says so', async () => {
  const { polled, feed, clock } = await begin(['IBM']);
  await polled.pass(MINUTE_MS);
  const heardAt = feed.heardAt?.() ?? 0;
  expect(heardAt).toBeGreaterThanOrEqual(MONDAY);
  // Half an hour after New York opens, and a minute.
  expect(heardAt + (feed.expectedIntervalMs ?? 0)).toBe(Date.UTC(2026, 0, 5, 15, 1));
  expect(clock.now()).toBeLessThan(Date.UTC(2026, 0, 5, 10, 0));

  await polled.stop();
  await clock.advance(HOUR_MS);
  const again = new Polled(polled.options, polled.position);
  await again.settled();
  expect(again.feed.heardAt?.()).toBe(heardAt);
  expect(heardAt + (again.feed.expectedIntervalMs ?? 0)).toBe(Date.UTC(2026, 0, 5, 15, 1));
  await again.stop();
});

it('where a plan limits minutes alone, prices are asked for as often as they are wanted', async () => {
  const limits: CallLimit[] = [{ calls: 75, perMs: MINUTE_MS }];
  const { server, polled } = await begin(['EUR-USD', 'BTC-USD', 'IBM'], { limits, isPremium: true, intraday: true });
  await polled.pass(12 * HOUR_MS);
  const count = (name: string, symbol: string) => server.calls.filter((call) => call.function === name && call.symbol === symbol).length;
  expect(count('CURRENCY_EXCHANGE_RATE', 'EUR')).toBeGreaterThan(140);
  expect(count('GLOBAL_QUOTE', 'IBM')).toBeGreaterThan(20);
  expect(count('TIME_SERIES_INTRADAY', 'IBM')).toBeGreaterThan(5);
});
