import { expect, it } from 'vitest';
import { freshnessOf } from '../../src/domain/freshness.ts';
import { nyse } from '../market-bench.ts';

const monday = Date.UTC(2026, 0, 5, 15);
const saturday = Date.UTC(2026, 0, 3, 15);

it('a live number is LIVE while its source talks, STALE after ten seconds without a word', () => {
  expect(freshnessOf('LIVE', nyse, monday - 10_000, monday)).toBe('LIVE');
  expect(freshnessOf('LIVE', nyse, monday - 10_001, monday)).toBe('STALE');
  expect(freshnessOf('LIVE', null, saturday - 10_001, saturday)).toBe('STALE');
});

it('a number of a closed venue is CLOSED, live or delayed', () => {
  expect(freshnessOf('LIVE', nyse, saturday, saturday)).toBe('CLOSED');
  expect(freshnessOf('DELAYED', nyse, saturday, saturday)).toBe('CLOSED');
  expect(freshnessOf('DELAYED', nyse, monday - 60_000, monday)).toBe('DELAYED');
});

it('what is replayed or simulated says so at any hour', () => {
  expect(freshnessOf('REPLAYED', nyse, 0, saturday)).toBe('REPLAYED');
  expect(freshnessOf('SIMULATED', nyse, 0, monday)).toBe('SIMULATED');
});
