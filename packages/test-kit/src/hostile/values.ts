import { type Chance, pick, whole } from './choice.ts';

const DEEP = 3_000;

const texts = [
  '',
  ' ',
  '\0',
  'AAPL\0',
  '\ud800',
  '\udfff AAPL',
  '\u202e\ufeff',
  '🙂'.repeat(50),
  'x'.repeat(20_000),
  '__proto__',
  'constructor',
  'toString',
  '{{7*7}}',
  "' OR 1=1; --",
  '%00%ff',
  '../../etc/passwd',
  'NaN',
  '-0',
  '1e999',
  '9'.repeat(400),
  '2026-13-45T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  '0000-00-00T00:00:00Z',
  'P1Y2M3W4DT5H6M7.8S',
  'PT99999999999999H',
  'UXVvdGU6QUFQTA==',
  'SW5zdHJ1bWVudDo',
  '{"a":1}',
] as const;
const numbers = [0, -1, 1.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e308, -1e308, 5e-324] as const;
const literals = [
  'null',
  'true',
  '-1',
  '99999999999999999999',
  '1e999',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"""block"""',
  'ENUM',
  '[]',
  '[null]',
  '[[[["x"]]]]',
  '{}',
  '{__proto__: 1}',
  '$nothing',
  '"A" "B"',
] as const;

/** A value that JSON can hold, whatever was expected in its place. */
export function hostileValue(chance: Chance): unknown {
  return pick(chance, [
    () => null,
    () => chance.next() < 0.5,
    () => pick(chance, numbers),
    () => pick(chance, texts),
    () => pick(chance, texts),
    () => [],
    () => ({}),
    () => Array.from({ length: whole(chance, 1, 300) }, () => pick(chance, texts)),
    () => ({ [pick(chance, texts)]: pick(chance, texts) }),
    () => nested(whole(chance, 1, DEEP)),
  ])();
}

/** As it is written in a document. */
export function hostileLiteral(chance: Chance): string {
  return chance.next() < 0.1 ? `${'['.repeat(DEEP)}1${']'.repeat(DEEP)}` : pick(chance, literals);
}

export function hostileText(chance: Chance): string {
  return pick(chance, texts);
}

function nested(levels: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}
