import { expect, test } from 'vitest';
import { SendWindow } from '../src/subscriptions/protocol/send-window.ts';

const KIB = 1_024;

/** A window, and how often it has asked. */
function counted() {
  const asked = { times: 0 };
  return { asked, window: new SendWindow({ ask: () => asked.times++ }) };
}

test('the other end is asked once per 128 KiB, and nothing is held back while it answers', () => {
  const { asked, window } = counted();
  for (let round = 0; round < 1_000; round++) {
    window.wrote(1 * KIB);
    expect(window.isFull).toBe(false);
    if (window.isAsking) window.answered();
  }
  expect(asked.times).toBe(7);
});

test('without an answer 256 KiB are written and no more, until one comes', () => {
  const { asked, window } = counted();
  let written = 0;
  for (; !window.isFull; written += KIB) window.wrote(KIB);
  expect([written, asked.times]).toEqual([257 * KIB, 1]);
  expect([window.answered(), window.isFull]).toEqual([true, false]);
});

test('what was written after the question is not taken for arrived, and is asked about at once when it is much', () => {
  const { asked, window } = counted();
  window.wrote(130 * KIB);
  window.wrote(400 * KIB);
  window.answered();
  expect([asked.times, window.isFull, window.isAsking]).toEqual([2, true, true]);
  window.answered();
  expect([window.isFull, window.isAsking]).toEqual([false, false]);
});

test('an answer that nothing has moved changes nothing', () => {
  const { asked, window } = counted();
  window.wrote(300 * KIB);
  expect([window.answered(300 * KIB), window.isFull, asked.times]).toEqual([false, true, 2]);
  expect([window.answered(100 * KIB), window.isFull, asked.times]).toEqual([true, false, 2]);
});
