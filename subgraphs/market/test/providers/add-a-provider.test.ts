import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../..');
const checklist = readFileSync(join(root, 'docs/add-a-provider.md'), 'utf8');

it('every file that the checklist for a new provider names is there', () => {
  const named = [...checklist.matchAll(/`((?:market|packages|docs)\/[\w./-]+|docker-compose\.yml)`/g)].map(([, path = '']) => path);
  const linked = [...checklist.matchAll(/\]\(([\w.-]+\.md)/g)].map(([, path = '']) => `docs/${path}`);
  const paths = [...named, ...linked].map((path) => path.replace(/^market\//, 'subgraphs/market/'));
  expect(paths.length).toBeGreaterThan(25);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
