import { decodeCursor, encodeCursor } from '@marketgraph/bus';
import { expect, test } from 'vitest';
import { EntryCursors } from '../src/subscriptions/hub/places.ts';

const epochs = ['e', 'ab', 'abc', 'a4bb2a5e-0000-4000-8000-000000000000'];

test.each(epochs)('the cursors of the notices of an entry say what the log reads in them, in the epoch %s', (epoch) => {
  const previous = { epoch, positions: [7, 4, 0, 1] };
  const place = { epoch, positions: [7, 5, 0, 1] };
  const cursors = new EntryCursors(previous, place, 1, 1_200);
  for (const index of [0, 1, 2, 9, 10, 99, 100, 998, 999, 1_000, 1_198, 1_199]) {
    const last = index === 1_199;
    expect(decodeCursor(cursors.after(index))).toEqual(last ? place : { ...place, partial: { partition: 1, item: index + 1 } });
    expect(decodeCursor(cursors.before(index))).toEqual(index === 0 ? previous : { ...place, partial: { partition: 1, item: index } });
  }
  expect(cursors.after(1_199)).toBe(encodeCursor(place));
});
