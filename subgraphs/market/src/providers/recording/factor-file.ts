import { readFile } from 'node:fs/promises';
import { Fault } from '@marketgraph/service';
import type { AdjustmentFactor } from '../../domain/adjustment.ts';
import { parseFactors } from '../../domain/factor-rows.ts';

/** Splits and dividends of one symbol, one row for each: date, price factor, split factor, reference price; with or without a header. */
export async function readFactorFile(path: string): Promise<AdjustmentFactor[]> {
  const parsed = parseFactors(await readFile(path, 'utf8'));
  if (typeof parsed === 'string') throw new Fault('BAD_RECORDING', `${path}: ${parsed}`, false);
  return parsed;
}
