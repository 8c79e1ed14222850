import { expect, test, vi } from 'vitest';
import { type Batch, type Consumption, type DeadLetter, encodeCursor } from '../src/index.ts';
import type { Given } from './log-harness.ts';
import { Collected, listed, nameOf, Reader, SYMBOLS, series } from './log-harness.ts';

export function deadLetterContract(given: Given): void {
  let poison = new Set<string>();

  /** Refuses batches with a poisoned name in them, as a handler with a fault would. */
  function consume(into: Collected, group = 'recorder'): Consumption {
    const handle = async ({ events }: Batch) => {
      const found = events.map(nameOf).find((name) => poison.has(name));
      if (found !== undefined) throw new Error(`poison ${found}`);
      into.add(events);
    };
    return given.log.consume({ group, handle });
  }

  const lettersOf = (group: string) => given.log.deadLetters({ group });
  const buried = (count: number) => vi.waitFor(async () => expect(await given.log.deadLetters()).toHaveLength(count), { interval: 20 });
  const settled = (group: string) =>
    vi.waitFor(async () => expect((await given.log.committed([group])).positions).toEqual((await given.log.head()).positions), {
      timeout: 10_000,
      interval: 20,
    });
  const keysOf = (letters: readonly DeadLetter[]) => letters.map(({ key }) => key);

  test('tells of each letter whose it is, where it lay, what it is, why and when it was put away, and what it says', async () => {
    poison = new Set(['2']);
    const before = Date.now();
    const got = new Collected();
    await given.log.append(series(['AAPL'], 3));
    const consumption = consume(got);
    await buried(1);
    const [letter] = await given.log.deadLetters();
    expect(letter).toMatchObject({ group: 'recorder', position: 2, type: 'InstrumentListed', key: 'AAPL', reason: 'poison 2' });
    expect(JSON.parse(letter?.body ?? '')).toMatchObject({ type: 'InstrumentListed', payload: { name: '2' } });
    expect(Math.min(letter?.at ?? 0, before)).toBeGreaterThan(0);
    await consumption.stop();
  });

  test('handles a letter once more behind everything else, and then has it no more', async () => {
    poison = new Set(['2']);
    const got = new Collected();
    const consumption = consume(got);
    await given.log.append(series(['AAPL'], 3));
    await buried(1);
    await given.log.append(series(['AAPL'], 2, 4));
    await got.reached(4);
    poison = new Set();
    expect(await given.log.replay('recorder')).toBe(1);
    await got.reached(5);
    await settled('recorder');
    await consumption.stop();
    expect(got.names).toEqual(['1', '3', '4', '5', '2']);
    expect(await given.log.deadLetters()).toEqual([]);
  });

  test('puts a letter that fails again away again, with the new reason, while its partition goes on', async () => {
    poison = new Set(['1']);
    const got = new Collected();
    const consumption = consume(got);
    await given.log.append(series(['AAPL'], 2));
    await buried(1);
    const [first] = await given.log.deadLetters();
    await given.log.replay('recorder');
    await given.log.append([listed('AAPL', 'after')]);
    await got.reached(2);
    await buried(1);
    const [second] = await given.log.deadLetters();
    await consumption.stop();
    expect(second).toMatchObject({ key: 'AAPL', reason: 'poison 1', body: first?.body });
    expect(second?.position).toBeGreaterThan(first?.position ?? 0);
    expect(got.names).toEqual(['2', 'after']);
  });

  test('gives a replayed letter to no other group and to no tail', async () => {
    poison = new Set(['1']);
    const [got, other] = [new Collected(), new Collected()];
    const reader = new Reader(given.log, encodeCursor(await given.log.head()));
    const consumption = consume(got);
    await given.log.append([listed('AAPL', 1)]);
    await buried(1);
    poison = new Set();
    await given.log.replay('recorder');
    await got.reached(1);
    await given.log.append([listed('AAPL', 'end')]);
    const second = consume(other, 'evaluator');
    await Promise.all([reader.until(2), other.reached(2), got.reached(2)]);
    await Promise.all([settled('recorder'), settled('evaluator')]);
    await Promise.all([consumption.stop(), second.stop(), reader.end()]);
    expect([reader.names, other.names, got.names]).toEqual([
      ['1', 'end'],
      ['1', 'end'],
      ['1', 'end'],
    ]);
  });

  test('replays the letters that are named and leaves the others, also those of other groups', async () => {
    poison = new Set(['1', '2', '3']);
    const [got, other] = [new Collected(), new Collected()];
    const consumptions = [consume(got), consume(other, 'evaluator')];
    await given.log.append([listed('AAPL', 1), listed('AAPL', 2), listed('AAPL', 3)]);
    await buried(6);
    const letters = await lettersOf('recorder');
    poison = new Set();
    const foreign = (await lettersOf('evaluator'))[0]?.id ?? '';
    expect(await given.log.replay('recorder', [letters[1]?.id ?? '', foreign, 'no id', ''])).toBe(1);
    await got.reached(1);
    await settled('recorder');
    await Promise.all(consumptions.map((consumption) => consumption.stop()));
    expect([got.names, other.names]).toEqual([['2'], []]);
    expect([(await lettersOf('recorder')).map(({ reason }) => reason), (await lettersOf('evaluator')).length]).toEqual([
      ['poison 1', 'poison 3'],
      3,
    ]);
  });

  test('keeps the order of the letters of a key', async () => {
    poison = new Set(['1', '2', '3', '4']);
    const got = new Collected();
    const consumption = consume(got);
    await given.log.append(series(['AAPL', 'MSFT'], 4));
    await buried(4);
    poison = new Set();
    expect(await given.log.replay('recorder')).toBe(4);
    await got.reached(4);
    await consumption.stop();
    expect(got.names.filter((name) => Number(name) % 2 === 1)).toEqual(['1', '3']);
    expect(got.names.filter((name) => Number(name) % 2 === 0)).toEqual(['2', '4']);
  });

  test('replays a letter once when two ask for it at the same time', async () => {
    poison = new Set(['1']);
    const got = new Collected();
    const consumption = consume(got);
    await given.log.append([listed('AAPL', 1)]);
    await buried(1);
    poison = new Set();
    const other = await given.harness.open();
    const counts = await Promise.all([given.log.replay('recorder'), other.replay('recorder'), given.log.replay('recorder')]);
    await got.reached(1);
    await settled('recorder');
    await consumption.stop();
    expect([counts.toSorted(), got.names]).toEqual([[0, 0, 1], ['1']]);
  });

  test('puts an entry that nobody can read away again when it is replayed', async () => {
    const got = new Collected();
    const consumption = consume(got);
    await given.harness.appendUnreadable(given.log, 'AAPL');
    await buried(1);
    expect(await given.log.replay('recorder')).toBe(1);
    await settled('recorder');
    await buried(1);
    await consumption.stop();
    expect(await given.log.deadLetters()).toMatchObject([
      { key: '', type: 'InstrumentListed', reason: 'The entry is not JSON.', body: '{"half":' },
    ]);
  });

  test('lists page by page, oldest first', async () => {
    poison = new Set(Array.from({ length: 7 }, (_, index) => String(index + 1)));
    const consumption = consume(new Collected());
    await given.log.append(series(SYMBOLS, 7));
    await buried(7);
    await consumption.stop();
    const pages: DeadLetter[] = [];
    for (let page = await given.log.deadLetters({ limit: 3 }); page.length > 0; ) {
      pages.push(...page);
      page = await given.log.deadLetters({ limit: 3, after: page.at(-1)?.id ?? '' });
    }
    expect(keysOf(pages).toSorted()).toEqual(SYMBOLS.toSorted());
    expect(pages).toEqual(await given.log.deadLetters());
  });
}
