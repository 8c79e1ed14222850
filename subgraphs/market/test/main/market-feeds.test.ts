import { Metrics, silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { describe, expect, it } from 'vitest';
import { readFeedsConfig } from '../../src/main/feeds-config.ts';
import { openFeeds } from '../../src/main/market-feeds.ts';

const resources = { clock: new ManualClock(), logger: silentLogger, metrics: new Metrics(), random: () => 0.5 };
const open = (env: Record<string, string>) => openFeeds(readFeedsConfig(env), resources);

describe('the choice of feeds', () => {
  it('is the simulator when nothing is chosen', async () => {
    const { feeds, disabled } = await open({});
    expect(feeds.map(({ name }) => name)).toEqual(['simulator']);
    expect(disabled).toEqual([]);
  });

  it('opens what can be opened and names what lacks its key', async () => {
    const { feeds, disabled } = await open({ FEEDS: 'finnhub,simulator' });
    expect(feeds.map(({ name }) => name)).toEqual(['simulator']);
    expect(disabled).toEqual([{ name: 'finnhub', reason: 'Set FINNHUB_API_KEY to use it.' }]);
  });

  it('opens nothing, and fails not, when all feeds lack their keys', async () => {
    expect(await open({ FEEDS: 'finnhub,alpha-vantage' })).toMatchObject({ feeds: [], disabled: [{}, {}] });
  });
});
