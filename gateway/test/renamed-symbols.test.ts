import { expect, test } from 'vitest';
import type { DataSource } from '../src/queries/data-source.ts';
import { unavailable } from '../src/queries/data-source.ts';
import { RenamedSymbols } from '../src/subscriptions/renamed-symbols.ts';
import { prices } from './support/events.ts';
import { createLive } from './support/live.ts';
import { QUOTES, values } from './support/told.ts';

/** What market answers, one after the other. */
function market(...answers: object[]): DataSource {
  return { process: async () => (answers.length > 1 ? answers.shift() : answers[0]) as never };
}

const former = (symbol: string, takenAt: string | null = null) => ({ symbol, takenAt });
const renamed = (symbol: string, ...formerSymbols: object[]) => ({ data: { instruments: { nodes: [{ symbol, formerSymbols }] } } });

test('all symbols of a renamed instrument lead to each other, those that were given away do not', async () => {
  const symbols = new RenamedSymbols(() => market(renamed('META', former('FB'), former('OLD', '2020-01-02T05:00:00.000Z'))));
  expect(symbols.othersOf(['FB'])).toEqual([]);
  await symbols.refresh();
  expect(symbols.othersOf(['FB', 'AAPL'])).toEqual(['META']);
  expect(symbols.othersOf(['META'])).toEqual(['FB']);
  expect(symbols.othersOf(['FB', 'META', 'OLD'])).toEqual([]);
});

test('what is known counts on while market is away', async () => {
  const source = market(renamed('META', former('FB')), unavailable('market'));
  const symbols = new RenamedSymbols(() => source);
  await symbols.refresh();
  await symbols.refresh();
  expect(symbols.othersOf(['FB'])).toEqual(['META']);
});

test('a subscription by a former symbol hears of the instrument under both', async () => {
  const live = await createLive();
  try {
    const symbols = new RenamedSymbols(() => market(renamed('META', former('FB'))));
    await symbols.refresh();
    const old = live.subscribe(QUOTES, { variables: { s: ['FB'] }, renamed: symbols });
    const both = live.subscribe(QUOTES, { variables: { s: ['META', 'FB'] }, renamed: symbols });
    for (const [count, event] of [prices('FB', '1.00'), prices('AAPL', '2.00'), prices('META', '3.00')].entries()) {
      await live.append(event);
      await Promise.all([old, both].map(({ sink }) => sink.until(count === 0 ? 1 : count)));
    }
    for (const { sink } of [old, both]) expect(values(sink.told, 'quoteUpdated', 'symbol')).toEqual(['FB', 'META']);
  } finally {
    await live.stop();
  }
});
