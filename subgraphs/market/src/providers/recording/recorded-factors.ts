import { join } from 'node:path';
import type { AdjustmentFactor } from '../../domain/adjustment.ts';
import { readFactorFile } from './factor-file.ts';
import { readRecordingList } from './recording-list.ts';

/** Splits and dividends that a recording names. */
export async function readRecordedFactors(directory: string): Promise<{ symbol: string; factors: AdjustmentFactor[] }[]> {
  const { factors } = await readRecordingList(directory);
  return Promise.all(factors.map(async ({ file, symbol }) => ({ symbol, factors: await readFactorFile(join(directory, file)) })));
}
