import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readFeedsConfig } from '../../src/main/feeds-config.ts';
import { recordedFactors } from '../../src/main/market-feeds.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'marketgraph-factors-'));
  await mkdir(join(directory, 'factors'));
});

async function factorsIn(streams: object[]) {
  await writeFile(join(directory, 'recording.json'), JSON.stringify({ streams }));
  return recordedFactors(readFeedsConfig({ FEEDS: 'recording', RECORDINGS_DIR: directory }));
}

const table = { file: 'factors/spy.csv', kind: 'factors', symbol: 'SPY' };

describe('splits and dividends beside a recording', () => {
  it('are read where the recording names them', async () => {
    await writeFile(join(directory, 'factors/spy.csv'), '20131007,0.85,1,167.43\n20501231,1,1,0');
    expect(await factorsIn([table])).toEqual([
      {
        symbol: 'SPY',
        factors: [
          { date: '2013-10-07', priceFactor: '0.85', splitFactor: '1', referencePrice: '167.43' },
          { date: '2050-12-31', priceFactor: '1', splitFactor: '1', referencePrice: '0' },
        ],
      },
    ]);
    expect(await factorsIn([])).toEqual([]);
  });

  it('that are not there or not readable stop the start with the name of the file', async () => {
    await expect(factorsIn([table])).rejects.toThrow(/factors\/spy\.csv cannot be read/);
    await writeFile(join(directory, 'factors/spy.csv'), '20131007,-1,1,167.43');
    await expect(factorsIn([table])).rejects.toThrow(/spy\.csv: Line 1: "-1" is not a price factor above 0/);
    await expect(factorsIn([{ ...table, symbol: 'spy' }])).rejects.toThrow(/not a symbol/);
  });

  it('are none where no recording plays', async () => {
    expect(await recordedFactors(readFeedsConfig({}))).toEqual([]);
  });
});
