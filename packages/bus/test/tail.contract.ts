import { expect, test } from 'vitest';
import { encodeCursor, type Log, type TailItem } from '../src/index.ts';
import type { Given } from './log-harness.ts';
import { listed, nameOf, Reader, SYMBOLS, series } from './log-harness.ts';

export function tailContract(given: Given): void {
  test('shows every event to every reader', async () => {
    const other = await given.harness.open();
    const start = encodeCursor(await given.log.head());
    const readers = [new Reader(given.log, start), new Reader(given.log, start), new Reader(other, start)];
    await given.log.append(series(SYMBOLS, 50));
    await other.append(series(SYMBOLS, 50, 51));
    for (const reader of readers) {
      const seen = (await reader.until(100)).map(nameOf).sort();
      expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => String(index + 1)).sort());
      await reader.end();
    }
  });

  test('hands the same event objects to all readers of a process', async () => {
    const start = encodeCursor(await given.log.head());
    const [first, second] = [new Reader(given.log, start), new Reader(given.log, start)];
    for (const count of [1, 2]) {
      await given.log.append([listed('AAPL', count)]);
      await Promise.all([first.until(count), second.until(count)]);
    }
    await given.log.append([listed('AAPL', 3)]);
    const [a, b] = [(await first.until(3))[2], (await second.until(3))[2]];
    expect(a).toBe(b);
    await first.end();
    await second.end();
  });

  test('begins after the newest entry when no cursor is given', async () => {
    await given.log.append(series(SYMBOLS, 10));
    const reader = new Reader(given.log);
    const later = appendUntilSeen(given.log, reader);
    expect(nameOf((await reader.until(1))[0] ?? expect.fail())).toMatch(/^later/);
    await later;
    await reader.end();
  });

  test('gives cursors that strictly increase, one entry at a time', async () => {
    const start = await given.log.head();
    await given.log.append(series(SYMBOLS, 60));
    const reader = new Reader(given.log, encodeCursor(start));
    let before = start.positions;
    for (const { place, partition } of await reader.until(60)) {
      expect(place.positions).toEqual(before.map((position, index) => (index === partition ? position + 1 : position)));
      before = place.positions;
    }
    await reader.end();
  });

  test('gives exactly the rest after any cursor, also to a reader in another process', async () => {
    const start = encodeCursor(await given.log.head());
    const live = new Reader(given.log, start);
    for (let round = 0; round < 6; round++) {
      await given.log.append(series(SYMBOLS, 7, round * 7 + 1));
      await given.harness.clock.advance(1);
    }
    const events = await live.until(42);
    const other = await given.harness.open();
    for (const index of [0, 5, 17, 40]) {
      const place = events[index]?.place ?? expect.fail();
      const resumed = new Reader(other, encodeCursor(place));
      const rest = (await resumed.until(41 - index)).map(nameOf);
      expect(rest.sort()).toEqual(
        events
          .slice(index + 1)
          .map(nameOf)
          .sort(),
      );
      await resumed.end();
    }
    await live.end();
  });

  test('continues from the place of a reader that merged the partitions in another order', async () => {
    const { epoch, positions } = await given.log.head();
    await given.log.append(series(SYMBOLS, 40));
    const head = (await given.log.head()).positions;
    const place = { epoch, positions: head.map((position, index) => (index % 2 ? position : 0)) };
    const live = new Reader(given.log, encodeCursor({ epoch, positions }));
    await live.until(40);
    const reader = new Reader(given.log, encodeCursor(place));
    await given.log.append(series(SYMBOLS, 20, 41));
    const expected = place.positions.reduce((sum, position, index) => sum + (head[index] ?? 0) - position, 20);
    const events = await reader.until(expected);
    expect(new Set(events.map(nameOf)).size).toBe(expected);
    expect(events.at(-1)?.place.positions).toEqual((await given.log.head()).positions);
    await reader.end();
    await live.end();
  });

  test('gives the entry again, and first, when a cursor points into it', async () => {
    const start = await given.log.head();
    await given.log.append(series(SYMBOLS, 20));
    const first = new Reader(given.log, encodeCursor(start));
    const logged = (await first.until(20))[9] ?? expect.fail();
    const partial = { partition: logged.partition, item: 2 };
    const reader = new Reader(given.log, encodeCursor({ ...logged.place, partial }));
    const events = await reader.until(11);
    expect(events[0]).toEqual(logged);
    expect(events.slice(1).map(nameOf).sort()).toEqual(first.names.slice(10).sort());
    await first.end();
    await reader.end();
  });

  test('answers a text that is no cursor with a gap up to the newest entry', async () => {
    await given.log.append(series(SYMBOLS, 5));
    await expectGap('garbage', 'UNKNOWN_CURSOR');
  });

  test('answers a cursor of another epoch with a gap', async () => {
    const { positions } = await given.log.head();
    await expectGap(encodeCursor({ epoch: 'another', positions }), 'OTHER_EPOCH');
    await expectGap(encodeCursor({ epoch: 'another', life: 'another', positions }), 'OTHER_EPOCH');
  });

  test('answers a cursor beyond the newest entry with a gap', async () => {
    const { epoch, positions } = await given.log.head();
    await expectGap(encodeCursor({ epoch, positions: positions.map((position) => position + 1) }), 'UNKNOWN_CURSOR');
  });

  test('answers a cursor with a wrong number of partitions with a gap', async () => {
    const { epoch, positions } = await given.log.head();
    await expectGap(encodeCursor({ epoch, positions: [...positions, 0] }), 'UNKNOWN_CURSOR');
  });

  async function expectGap(from: string, reason: string): Promise<void> {
    const to = encodeCursor(await given.log.head());
    const reader = new Reader(given.log, from);
    expect(await reader.next()).toEqual({ kind: 'gap', from, to, reason } as TailItem);
    await given.log.append([listed('AAPL', 'next')]);
    expect((await reader.until(1)).map(nameOf)).toEqual(['next']);
    await reader.end();
  }

  test('locates many cursors as tails after each of them would begin', async () => {
    const start = await given.log.head();
    await given.log.append(series(SYMBOLS, 20));
    await given.harness.clock.advance(1_000);
    const before = given.harness.clock.now();
    const middle = await given.log.head();
    await given.log.append(series(SYMBOLS, 20, 21));
    await given.log.trim(before);
    const head = await given.log.head();
    const again = head.positions.findIndex((position, partition) => position > (middle.positions[partition] ?? 0));
    const cursors = [start, middle, head, { ...head, partial: { partition: again, item: 1 } }].map((place) => encodeCursor(place));
    expect(await given.log.locate([...cursors, 'garbage'])).toEqual([
      { place: await given.log.oldest(), gap: 'TOO_OLD', again: null },
      { place: middle, gap: null, again: null },
      { place: head, gap: null, again: null },
      { place: { ...head, positions: head.positions.map((at, index) => (index === again ? at - 1 : at)) }, gap: null, again },
      { place: head, gap: 'UNKNOWN_CURSOR', again: null },
    ]);
  });

  test('answers a cursor whose entries are trimmed with a gap, and goes on with the oldest kept', async () => {
    const start = encodeCursor(await given.log.head());
    await given.log.append(series(SYMBOLS, 20));
    await given.harness.clock.advance(1_000);
    const before = given.harness.clock.now();
    await given.log.append(series(SYMBOLS, 20, 21));
    expect(await given.log.trim(before)).toBe(20);
    const reader = new Reader(given.log, start);
    expect(await reader.next()).toEqual({ kind: 'gap', from: start, to: encodeCursor(await given.log.oldest()), reason: 'TOO_OLD' });
    expect((await reader.until(20)).map(nameOf).sort()).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 21)).sort());
    await reader.end();
  });

  test('tells a reader that has fallen behind a trim of the gap in its midst', async () => {
    const start = encodeCursor(await given.log.head());
    const slow = new Reader(given.log, start);
    await given.log.append([listed('AAPL', 1)]);
    await slow.until(1);
    await fill(given.log, 6_000);
    await given.harness.clock.advance(1_000);
    await given.log.trim(given.harness.clock.now());
    await given.log.append([listed('AAPL', 'last')]);
    while (slow.names.at(-1) !== 'last') await slow.next();
    const gaps = slow.items.flatMap((item) => (item.kind === 'gap' ? [item.reason] : []));
    expect(gaps).toEqual(['TOO_OLD']);
    expect(slow.names[0]).toBe('1');
    await slow.end();
  });

  test('gives a reader that has fallen far behind everything, without hole or repeat', async () => {
    const start = encodeCursor(await given.log.head());
    const [slow, quick] = [new Reader(given.log, start), new Reader(given.log, start)];
    await given.log.append([listed('AAPL', 'first')]);
    await Promise.all([slow.until(1), quick.until(1)]);
    const filled = fill(given.log, 6_000);
    await quick.until(6_001);
    await filled;
    await slow.until(6_001);
    expect(new Set(slow.names).size).toBe(6_001);
    let sum = 0;
    for (const { place } of slow.events) {
      const next = place.positions.reduce((total, position) => total + position, 0);
      expect(next).toBe(sum + 1);
      sum = next;
    }
    await slow.end();
    await quick.end();
  });

  test('passes over an entry that it cannot read', async () => {
    const start = encodeCursor(await given.log.head());
    const reader = new Reader(given.log, start);
    await given.harness.appendUnreadable(given.log, 'AAPL');
    await given.log.append([listed('AAPL', 'after')]);
    expect((await reader.until(1)).map(nameOf)).toEqual(['after']);
    await reader.end();
  });

  test('ends when its signal aborts', async () => {
    const ending = new AbortController();
    const items = given.log.tail({ signal: ending.signal })[Symbol.asyncIterator]();
    const next = items.next();
    ending.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
}

async function fill(log: Log, count: number): Promise<void> {
  for (let from = 1; from <= count; from += 500) await log.append(series(SYMBOLS, 500, from));
}

async function appendUntilSeen(log: Log, reader: Reader): Promise<void> {
  for (let round = 0; reader.events.length === 0; round++) {
    await log.append([listed('AAPL', `later ${round}`)]);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
