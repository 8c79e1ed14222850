import { silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { describe, expect, it } from 'vitest';
import { openFeeds, readFeedsConfig } from '../../src/main/market-feeds.ts';

const resources = { clock: new ManualClock(), logger: silentLogger };

describe('the choice of feeds', () => {
  it('is the simulator when nothing is chosen', async () => {
    const feeds = await openFeeds(readFeedsConfig({}), resources);
    expect(feeds.map(({ name }) => name)).toEqual(['simulator']);
  });

  it('says which feed is not served yet, and which are', () => {
    expect(() => readFeedsConfig({ FEEDS: 'simulator, coinbase' })).toThrow(
      /FEEDS: coinbase is not served yet; served are simulator and recording/,
    );
  });

  it('needs a folder of recordings, and a speed where times move to now', () => {
    const env = { FEEDS: 'recording', RECORDING_SPEED: 'max', RECORDING_TIMES: 'now' };
    expect(() => readFeedsConfig(env)).toThrow(/RECORDINGS_DIR: is needed(.|\n)*RECORDING_TIMES: now needs a speed/);
  });

  it('fails when no instrument is left', async () => {
    await expect(openFeeds(readFeedsConfig({ SYMBOLS: 'NOPE' }), resources)).rejects.toThrow(/leave no instrument/);
  });
});
