import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const rows = readFileSync(root('docs/traps.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, trap, file, words] = /^\| (.+) \| `([^`]+)`: (.+) \|$/.exec(line) ?? [];
    return trap && file && words ? [{ trap, file, words }] : [];
  });

test('docs/traps.md names a test in every row', () => {
  const lines = readFileSync(root('docs/traps.md'), 'utf8').split('\n');
  expect(rows.length).toBe(lines.filter((line) => line.startsWith('| ') && !/^\| trap \|/.test(line)).length);
  expect(rows.length).toBeGreaterThan(40);
});

test.each(rows)('a test stands for: $trap', ({ file, words }) => {
  expect(existsSync(root(file))).toBe(true);
  expect(readFileSync(root(file), 'utf8')).toContain(words);
});
