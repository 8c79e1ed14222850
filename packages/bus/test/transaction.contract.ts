import { expect, test, vi } from 'vitest';
import { encodeCursor } from '../src/index.ts';
import type { Given } from './log-harness.ts';
import { Collected, listed, Reader, SYMBOLS, series, type Transactions } from './log-harness.ts';

export function transactionContract(given: Given, transactions: Transactions): void {
  const begin = () => given.harness.begin();

  test('publishes what was appended in a transaction when it commits, and nothing when it rolls back', async () => {
    const reader = new Reader(given.log, encodeCursor(await given.log.head()));
    const lost = await begin();
    await given.log.appendIn(lost, series(SYMBOLS, 5));
    await lost.rollback();
    const kept = await begin();
    await given.log.appendIn(kept, [listed('AAPL', 'kept')]);
    await kept.commit();
    await reader.until(1);
    await given.log.append([listed('AAPL', 'end')]);
    await reader.until(2);
    expect(reader.names).toEqual(['kept', 'end']);
    await reader.end();
  });

  test('publishes everything of transactions that commit in another order than they began', async () => {
    const reader = new Reader(given.log, encodeCursor(await given.log.head()));
    const [first, second] = [await begin(), await begin()];
    await first.query('SELECT 1');
    await given.log.appendIn(first, [listed('AAPL', 'first')]);
    const waiting = given.log.appendIn(second, [listed('AAPL', 'second')]).then(() => second.commit());
    const aside = given.log.append([listed('MSFT', 'aside')]);
    await first.commit();
    await Promise.all([waiting, aside]);
    await reader.until(3);
    expect(reader.names.filter((name) => name !== 'aside')).toEqual(['first', 'second']);
    await reader.end();
  });

  test('acknowledges with the transaction that holds the effects, and not when that rolls back', async () => {
    const got = new Collected();
    let attempts = 0;
    const consumption = given.log.consume({
      group: 'recorder',
      handle: async (batch) => {
        const transaction = await begin();
        await given.log.appendIn(transaction, [listed('SPY', `effect ${++attempts}`)]);
        await batch.acknowledgeIn(transaction);
        if (attempts === 1) {
          await transaction.rollback();
          throw new Error('lost');
        }
        await transaction.commit();
        got.add(batch.events);
      },
      types: ['WatchlistChanged'],
    });
    await given.log.append([
      {
        type: 'WatchlistChanged',
        key: 'w',
        occurredAt: 1,
        receivedAt: 1,
        payload: { watchlistId: 'w', userId: 'u', name: 'w', symbols: [] },
      },
    ]);
    await got.reached(1);
    await vi.waitFor(async () => expect((await given.log.committed(['recorder'])).positions).toEqual((await given.log.head()).positions));
    await consumption.stop();
    expect(attempts).toBe(2);
  });

  if (transactions !== 'same') return;

  test('redelivers when a handler lets its transaction roll back in silence', async () => {
    const got = new Collected();
    let attempts = 0;
    const consumption = given.log.consume({
      group: 'recorder',
      handle: async (batch) => {
        const transaction = await begin();
        await batch.acknowledgeIn(transaction);
        await (attempts++ === 0 ? transaction.rollback() : transaction.commit());
        got.add(batch.events);
      },
    });
    await given.log.append([listed('AAPL', 1)]);
    await got.reached(2);
    await consumption.stop();
    expect(got.names).toEqual(['1', '1']);
  });
}
