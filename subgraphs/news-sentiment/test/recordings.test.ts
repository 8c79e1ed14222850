import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Agreement, scoreEntities, scoreTexts } from './measure/label-agreement.ts';

const folder = process.env['RECORDINGS_DIR'];

/** Prints what it measures: docs/sentiment.md quotes these figures with the command that gave them. */
function report(name: string, { count, accuracy, macroF1, confusion }: Agreement): void {
  const shown = { count, accuracy: accuracy.toFixed(3), macroF1: macroF1.toFixed(3), ...confusion };
  process.stdout.write(`local-v1 on ${name}: ${JSON.stringify(shown)}\n`);
}

describe.runIf(folder && existsSync(join(folder, 'sentiment')))('local-v1 on labelled texts', () => {
  const file = (name: string) => join(folder ?? '', 'sentiment', name);

  test('agrees with people about headlines and the entities in them', () => {
    const agreement = scoreEntities(file('sentfin_train.csv'));
    report('sentfin_train.csv', agreement);
    expect(agreement.accuracy).toBeGreaterThan(0.6);
  });

  test('agrees with people about finance tweets', () => {
    const agreement = scoreTexts(file('tfns_train.csv'));
    report('tfns_train.csv', agreement);
    expect(agreement.accuracy).toBeGreaterThan(0.6);
  });
});
