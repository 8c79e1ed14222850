import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import { placeTable, readResults, resultsTable } from '../frame/results-table.ts';

test("README's figures are those of bench/results (npm run bench -- --table writes them)", () => {
  const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
  const results = readResults(fileURLToPath(new URL('../results', import.meta.url)), catalogue);
  expect(placeTable(readme, resultsTable(catalogue, results))).toBe(readme);
});
