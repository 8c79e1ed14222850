import { readFileSync } from 'node:fs';
import { createLinker } from '../../src/domain/linking/link-instruments.ts';
import { scoreArticle } from '../../src/domain/scoring/score-article.ts';
import { afinnWords } from '../../src/providers/lexicon/afinn.ts';

export type Label = 'negative' | 'neutral' | 'positive';

export interface Agreement {
  readonly count: number;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly confusion: Record<string, number>;
}

/** Bounds of the vocabulary's labels: NEUTRAL lies between -0.15 and 0.15. */
export function labelOfScore(score: number): Label {
  return score >= 0.15 ? 'positive' : score <= -0.15 ? 'negative' : 'neutral';
}

export function scoreTexts(file: string): Agreement {
  const rows = readCsv(file);
  return compare(
    rows.map(({ text = '', label = '' }) => [scoreArticle({ headline: text, summary: null }, [], afinnWords).overall.score, label]),
  );
}

/** One row for each entity of a headline: all entities of it are linked together, as in the product. */
export function scoreEntities(file: string): Agreement {
  const byHeadline = Map.groupBy(readCsv(file), (row) => row['headline'] ?? '');
  const pairs: [number, string][] = [];
  for (const [headline, rows] of byHeadline) {
    const entities = rows.map((row, index) => ({ symbol: `E${index}`, name: row['entity'] ?? '', assetClass: 'COMMODITY' }) as const);
    const linked = createLinker(entities)({ headline, summary: null, symbols: entities.map(({ symbol }) => symbol) });
    const { mentions } = scoreArticle({ headline, summary: null }, linked, afinnWords);
    for (const [index, row] of rows.entries()) {
      const mention = mentions.find(({ symbol }) => symbol === `E${index}`);
      pairs.push([mention?.score ?? 0, row['label'] ?? '']);
    }
  }
  return compare(pairs);
}

function compare(pairs: readonly (readonly [number, string])[]): Agreement {
  const labels: Label[] = ['negative', 'neutral', 'positive'];
  const confusion: Record<string, number> = {};
  for (const [score, label] of pairs) {
    const cell = `${label} as ${labelOfScore(score)}`;
    confusion[cell] = (confusion[cell] ?? 0) + 1;
  }
  const cell = (truth: Label, said: Label) => confusion[`${truth} as ${said}`] ?? 0;
  const right = labels.reduce((sum, label) => sum + cell(label, label), 0);
  const f1 = labels.map((label) => {
    const truth = labels.reduce((sum, other) => sum + cell(label, other), 0);
    const said = labels.reduce((sum, other) => sum + cell(other, label), 0);
    return (2 * cell(label, label)) / (truth + said);
  });
  return { count: pairs.length, accuracy: right / pairs.length, macroF1: f1.reduce((a, b) => a + b, 0) / labels.length, confusion };
}

const FIELD = /(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\r?\n|$)/y;

/** Quoted fields, doubled quotes and line breaks inside them. */
export function readCsv(file: string): Record<string, string>[] {
  const text = readFileSync(file, 'utf8');
  const rows: string[][] = [[]];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const [, quoted, plain = '', end = ''] = FIELD.exec(text) ?? [];
    rows.at(-1)?.push(quoted === undefined ? plain.replace(/\r$/, '') : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  const [header = [], ...body] = rows.filter((row) => row.length > 1);
  return body.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
}
