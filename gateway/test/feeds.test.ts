import { encodeId, HOUR_MS } from '@marketgraph/vocabulary';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { candleUpdated } from '../src/subscriptions/fields/candle-updated.ts';
import { quoteUpdated } from '../src/subscriptions/fields/quote-updated.ts';
import { candles, feedChanged, logged, prices } from './support/events.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

let running: RunningGateway | undefined;
afterEach(() => running?.gateway.stop());

const FEEDS = `{ systemStatus { healthy feeds {
  name state detail eventsPerSecond openGaps budgetRemaining budgetResetsAt gaps { symbol state missing } } } }`;

async function status() {
  const { json } = await (running as RunningGateway).post({ query: FEEDS });
  return json.data.systemStatus as { healthy: boolean; feeds: { name: string; state: string; detail: string | null }[] };
}

/** Once the gateway has heard of so many. */
async function feedsHeard(count: number) {
  await vi.waitUntil(async () => (await status()).feeds.length === count);
  return (await status()).feeds;
}

async function started() {
  running = await runGateway();
  const { log, clock } = running;
  return { log, clock };
}

describe('feeds of the status page', () => {
  it('tell their budget, their open gaps, and by market what they missed', async () => {
    const { log } = await started();
    await log.append([feedChanged('alpha-vantage', { budgetRemaining: 21, budgetResetsAt: Date.UTC(2026, 0, 6), openGaps: 1 })]);
    expect(await feedsHeard(1)).toEqual([
      {
        ...{ name: 'alpha-vantage', state: 'LIVE', detail: null, eventsPerSecond: 2, openGaps: 1 },
        ...{ budgetRemaining: 21, budgetResetsAt: '2026-01-06T00:00:00.000Z' },
        gaps: [{ symbol: 'AAPL', state: 'OPEN', missing: 3 }],
      },
    ]);
  });

  it('stand where market is away, without what they missed', async () => {
    running = await runGateway({ subgraphs: { market: 'http://127.0.0.1:1' } });
    await running.log.append([feedChanged('coinbase')]);
    expect(await feedsHeard(1)).toMatchObject([{ name: 'coinbase', state: 'LIVE', gaps: null }]);
  });

  it('are those too that were told of before the gateway started, and the newest word of each holds', async () => {
    const other = await runGateway();
    const { log, clock } = other;
    await log.append([feedChanged('kraken', { state: 'LIVE' }), feedChanged('coinbase')]);
    await clock.advance(1_000);
    await log.append([feedChanged('kraken', { state: 'QUIET', detail: 'mute' })]);
    await other.gateway.stop();
    running = await runGateway({ log, clock });
    expect(await feedsHeard(2)).toMatchObject([
      { name: 'coinbase', state: 'LIVE' },
      { name: 'kraken', state: 'QUIET', detail: 'mute' },
    ]);
  });

  it('are DOWN when no process tells of them for half a minute, forgotten after an hour, and back with the next word', async () => {
    const { log, clock } = await started();
    await log.append([feedChanged('coinbase')]);
    expect(await feedsHeard(1)).toMatchObject([{ state: 'LIVE' }]);
    const id = encodeId('Feed', 'coinbase');
    await clock.advance(30_001);
    expect(await status()).toMatchObject({
      healthy: false,
      feeds: [{ state: 'DOWN', detail: 'No process has told of it since 2026-01-05T15:00:00.000Z.', eventsPerSecond: 0 }],
    });
    const { json } = await (running as RunningGateway).post({ query: `{ node(id: "${id}") { ... on Feed { state } } }` });
    expect(json.data.node).toEqual({ state: 'DOWN' });
    await clock.advance(HOUR_MS);
    expect(await status()).toMatchObject({ healthy: true, feeds: [] });
    await log.append([feedChanged('coinbase')]);
    expect(await feedsHeard(1)).toMatchObject([{ state: 'LIVE' }]);
  });

  it('have their last event when a price of theirs came, which is told more often than they tell of themselves', async () => {
    const { log } = await started();
    await log.append([feedChanged('fake', { lastEventAt: Date.UTC(2026, 0, 5, 14) })]);
    await feedsHeard(1);
    const last = async () => {
      const { json } = await (running as RunningGateway).post({ query: '{ systemStatus { feeds { lastEventAt } } }' });
      return json.data.systemStatus.feeds[0].lastEventAt;
    };
    expect(await last()).toBe('2026-01-05T14:00:00.000Z');
    const told = prices('AAPL', '1.00');
    await log.append([told]);
    const at = new Date(told.receivedAt).toISOString();
    await vi.waitUntil(async () => (await last()) === at);
    const later = { ...prices('AAPL', '1.00'), receivedAt: told.receivedAt + 5_000 };
    const stale = { ...later, payload: { ...later.payload, mark: 'STALE' } } as typeof told;
    await log.append([stale, feedChanged('other')]);
    await feedsHeard(2);
    expect(await last()).toBe(at);
  });

  it('of news are not DOWN by silence: they tell of themselves with their articles', async () => {
    const { log, clock } = await started();
    await log.append([feedChanged('news', { kind: 'NEWS' })]);
    await feedsHeard(1);
    await clock.advance(2 * HOUR_MS);
    expect(await status()).toMatchObject({ healthy: true, feeds: [{ state: 'LIVE' }] });
  });

  it('make the whole unhealthy when they are DOWN, not when they are QUIET or DISABLED', async () => {
    const { log } = await started();
    await log.append([feedChanged('a', { state: 'QUIET' }), feedChanged('b', { state: 'DISABLED' })]);
    await feedsHeard(2);
    expect((await status()).healthy).toBe(true);
    await log.append([feedChanged('c', { state: 'DOWN' })]);
    await feedsHeard(3);
    expect((await status()).healthy).toBe(false);
  });
});

describe('subscribers', () => {
  it('hear that a quote went stale', () => {
    const told = prices('AAPL', '1.00');
    const stale = { ...told, payload: { ...told.payload, mark: 'STALE' } } as typeof told;
    const [notice] = quoteUpdated.tell(logged(stale));
    expect(notice?.payload('c')).toMatchObject({ freshness: 'STALE', instrument: { quote: { freshness: 'STALE' } } });
    expect(quoteUpdated.tell(logged(told))[0]?.payload('c')).toMatchObject({ freshness: 'SIMULATED' });
  });

  it('hear whether a candle is complete; one of which nothing is said is', () => {
    const told = candles('AAPL', [0, 1]);
    if (told.type === 'CandlesUpdated') Object.assign(told.payload.candles[1] ?? {}, { complete: false });
    const complete = candleUpdated.tell(logged(told)).map((notice) => notice.payload('c'));
    expect(complete).toMatchObject([{ candle: { complete: true } }, { candle: { complete: false } }]);
  });
});
