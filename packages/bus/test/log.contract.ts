import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeCursor, type Log } from '../src/index.ts';
import { deadLetterContract } from './dead-letter.contract.ts';
import { groupContract } from './group.contract.ts';
import { groupPaceContract } from './group-pace.contract.ts';
import { type Given, type LogHarness, listed, nameOf, Reader, SYMBOLS, series, type Transactions } from './log-harness.ts';
import { tailContract } from './tail.contract.ts';
import { transactionContract } from './transaction.contract.ts';

/** The promises of the log port, the same for every adapter. */
export function logContract(name: string, transactions: Transactions, create: () => Promise<LogHarness>): void {
  describe(`The ${name} log`, () => {
    const given = {} as Given;
    beforeEach(async () => {
      given.harness = await create();
      given.log = await given.harness.open();
    });
    afterEach(async () => {
      await given.harness.dispose();
    });
    describe('appends', () => appendContract(given));
    describe('to tails', () => tailContract(given));
    describe('to groups', () => groupContract(given));
    describe('to groups at their pace', () => groupPaceContract(given));
    describe('with dead letters', () => deadLetterContract(given));
    if (transactions !== 'none') describe('in transactions', () => transactionContract(given, transactions));
  });
}

function appendContract(given: Given): void {
  test('keeps the order of each key over several appenders', async () => {
    const other = await given.harness.open();
    const reader = new Reader(given.log, encodeCursor(await given.log.head()));
    const rounds = async (log: Log, symbol: string) => {
      for (let round = 0; round < 5; round++) await log.append(series([symbol], 20, round * 20));
    };
    await Promise.all([rounds(given.log, 'AAPL'), rounds(given.log, 'MSFT'), rounds(other, 'SPY'), rounds(other, 'IBM')]);
    const events = await reader.until(400);
    for (const symbol of ['AAPL', 'MSFT', 'SPY', 'IBM']) {
      const names = events.filter(({ event }) => event.key === symbol).map((logged) => Number(nameOf(logged)));
      expect(names).toEqual(Array.from({ length: 100 }, (_, index) => index));
    }
    await reader.end();
  });

  test('tells where the newest entry ends and where the oldest begins', async () => {
    await given.log.append(series(SYMBOLS, 30));
    const head = await given.log.head();
    const oldest = await given.log.oldest();
    expect(head.positions.reduce((sum, position) => sum + position, 0)).toBe(30);
    expect(oldest.positions).toEqual(head.positions.map(() => 0));
    expect(head.epoch).toBe(oldest.epoch);
    expect(head.positions).toHaveLength(given.log.partitions);
  });

  test('appends nothing when the feed is elsewhere, and says where it is', async () => {
    expect(await given.log.append([listed('AAPL', 1)], { feed: 'tape', expected: null, next: '1' })).toEqual({
      appended: true,
      feedPosition: '1',
    });
    expect(await given.log.append([listed('AAPL', 2)], { feed: 'tape', expected: null, next: '9' })).toEqual({
      appended: false,
      feedPosition: '1',
    });
    expect(await given.log.append([listed('AAPL', 2)], { feed: 'tape', expected: '7', next: '9' })).toEqual({
      appended: false,
      feedPosition: '1',
    });
    expect(await given.log.append([listed('AAPL', 2)], { feed: 'other', expected: '7', next: '9' })).toEqual({
      appended: false,
      feedPosition: null,
    });
    expect(await given.log.feedPosition('tape')).toBe('1');
    expect(await given.log.feedPosition('other')).toBeNull();
    expect((await given.log.head()).positions.reduce((sum, position) => sum + position, 0)).toBe(1);
  });

  test('lets one of many appenders take the same step', async () => {
    const other = await given.harness.open();
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? given.log : other).append(series(SYMBOLS, 7), { feed: 'tape', expected: null, next: `${index}` }),
      ),
    );
    expect(results.filter(({ appended }) => appended)).toHaveLength(1);
    expect((await given.log.head()).positions.reduce((sum, position) => sum + position, 0)).toBe(7);
  });

  test('moves a feed on without entries', async () => {
    await given.log.append([], { feed: 'tape', expected: null, next: 'a' });
    expect(await given.log.append([], { feed: 'tape', expected: 'a', next: 'b' })).toEqual({ appended: true, feedPosition: 'b' });
    expect(await given.log.feedPosition('tape')).toBe('b');
  });

  test('is found again by another process with all it had', async () => {
    const { epoch } = await given.log.head();
    await given.log.append([listed('AAPL', 'kept')]);
    const other = await given.harness.open();
    const empty = (await given.log.oldest()).positions;
    const reader = new Reader(other, encodeCursor({ epoch, positions: empty }));
    expect((await reader.until(1)).map(nameOf)).toEqual(['kept']);
    await reader.end();
  });
}
