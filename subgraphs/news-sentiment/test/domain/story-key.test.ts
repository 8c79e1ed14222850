import { describe, expect, test } from 'vitest';
import { storyKeyOf } from '../../src/domain/story-key.ts';

describe('the key of a story', () => {
  test('ignores case, punctuation and the publisher at the end', () => {
    const copies = ['Alfa: profit jumps 5%!', 'ALFA profit jumps 5%', 'Alfa profit jumps 5% - Harbor Street Wire'];
    expect(new Set(copies.map((headline) => storyKeyOf(headline, 'Harbor Street Wire'))).size).toBe(1);
  });

  test('tells apart what differs in a number', () => {
    expect(storyKeyOf('Alfa jumps 5%', '')).not.toBe(storyKeyOf('Alfa jumps 6%', ''));
  });
});
