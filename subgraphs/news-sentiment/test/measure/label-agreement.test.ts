import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Agreement, readCsv, scoreEntities, scoreTexts } from './label-agreement.ts';

describe('measuring agreement with people', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'label-agreement-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (text: string) => {
    const file = join(folder, 'labels.csv');
    writeFileSync(file, text);
    return file;
  };

  test('reads quoted fields, doubled quotes and line breaks inside them', () => {
    const file = write('text,label\r\n"a, ""b""\nc",positive\r\nplain,neutral\n');
    expect(readCsv(file)).toEqual([
      { text: 'a, "b"\nc', label: 'positive' },
      { text: 'plain', label: 'neutral' },
    ]);
  });

  test('counts what was told right', () => {
    const file = write(
      'text,label\nAlfa beats estimates,positive\nAlfa slumps,negative\nAlfa soars,negative\nAlfa meets on Monday,neutral\n',
    );
    expect(scoreTexts(file)).toMatchObject({ count: 4, accuracy: 0.75, confusion: { 'negative as positive': 1 } });
  });

  test('judges each entity of a headline by itself', () => {
    const file = write('headline,entity,label\nAlfa soars while Beta slumps,Alfa,positive\nAlfa soars while Beta slumps,Beta,negative\n');
    expect(scoreEntities(file)).toMatchObject({ count: 2, accuracy: 1 });
  });
});

const recordings = process.env['RECORDINGS_DIR'];

/** Prints what it measures: docs/sentiment.md quotes these figures. */
function report(name: string, { count, accuracy, macroF1, confusion }: Agreement): void {
  const shown = { count, accuracy: accuracy.toFixed(3), macroF1: macroF1.toFixed(3), ...confusion };
  process.stdout.write(`local-v1 on ${name}: ${JSON.stringify(shown)}\n`);
}

if (recordings) {
  describe('local-v1 on labelled texts', () => {
    const file = (name: string) => join(recordings, 'sentiment', name);

    test('agrees with people about headlines and the entities in them', () => {
      const agreement = scoreEntities(file('sentfin_train.csv'));
      report('sentfin_train.csv', agreement);
      expect(agreement.accuracy).toBeGreaterThan(0.65);
    });

    test('agrees with people about finance tweets', () => {
      const agreement = scoreTexts(file('tfns_train.csv'));
      report('tfns_train.csv', agreement);
      expect(agreement.accuracy).toBeGreaterThan(0.63);
    });
  });
}
