import { expect, test } from 'vitest';
import { growth } from '../scenarios/growth.ts';

const MB = 2 ** 20;
const samples = (read: (minute: number) => number, name = 'gateway heap') =>
  Array.from({ length: 30 }, (_, minute) => ({ [name]: read(minute) }));
const grown = (read: (minute: number) => number, name?: string) =>
  growth(samples(read, name)).some(({ before, after, most }) => after - before > most);

test('what a process takes while it warms up is no growth', () => {
  expect(grown((minute) => Math.min(minute, 9) * 20 * MB)).toBe(false);
});

test('a heap that grows between sweeps is none, and one whose lows rise is', () => {
  expect(grown((minute) => (100 + (minute % 5) * 30) * MB)).toBe(false);
  expect(grown((minute) => (100 + (minute % 5) * 30 + minute) * MB)).toBe(true);
});

test('files that are never closed are found, those of who is just there are not', () => {
  expect(grown((minute) => 60 + (minute % 3) * 20, 'gateway files')).toBe(false);
  expect(grown((minute) => 60 + 2 * minute, 'gateway files')).toBe(true);
});
