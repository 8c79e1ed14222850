import { readFile } from 'node:fs/promises';
import { Fault, reasonOf } from '@marketgraph/service';
import type { AdjustmentFactor } from '../../domain/adjustment.ts';
import { parseFactors } from '../../domain/factor-rows.ts';

/** Splits and dividends of one symbol, one row for each: date, price factor, split factor, reference price; with or without a header. */
export async function readFactorFile(path: string): Promise<AdjustmentFactor[]> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new Fault('BAD_RECORDING', `${path} cannot be read: ${reasonOf(error)}`, false);
  });
  const parsed = parseFactors(text);
  if (typeof parsed === 'string') throw new Fault('BAD_RECORDING', `${path}: ${parsed}`, false);
  return parsed;
}
