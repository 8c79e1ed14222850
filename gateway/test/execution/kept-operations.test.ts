import { expect, test } from 'vitest';
import { KeptOperations } from '../../src/execution/kept-operations.ts';

test('what was used longest ago makes way when texts and plans grow too long', () => {
  const kept = new KeptOperations<string>(100);
  for (const key of ['a', 'b', 'c', 'd']) kept.keep(key, key, 25);
  expect(kept.find('a')).toBe('a');
  kept.keep('e', 'e', 10);
  expect([kept.find('a'), kept.find('b'), kept.find('e')]).toEqual(['a', undefined, 'e']);
});

test('a very long operation is not kept, and makes nobody leave', () => {
  const kept = new KeptOperations<string>(100);
  kept.keep('a', 'A', 20);
  kept.keep('huge', 'H', 1_000);
  expect([kept.find('huge'), kept.find('a'), kept.size]).toEqual([undefined, 'A', 1]);
});

test('nothing is known of another supergraph', () => {
  const kept = new KeptOperations<string>(100);
  for (const key of ['a', 'b', 'c', 'd']) kept.keep(key, key, 25);
  kept.clear();
  for (const key of ['e', 'f', 'g', 'h']) kept.keep(key, key, 25);
  expect([kept.find('a'), kept.find('e'), kept.size]).toEqual([undefined, 'e', 4]);
});

test('what is kept again is counted once, and is the newest', () => {
  const kept = new KeptOperations<string>(100);
  for (const key of ['a', 'b', 'c', 'd']) kept.keep(key, key, 25);
  kept.keep('a', 'A', 25);
  expect(kept.size).toBe(4);
  kept.keep('e', 'e', 25);
  expect([kept.find('b'), kept.find('a')]).toEqual([undefined, 'A']);
});
