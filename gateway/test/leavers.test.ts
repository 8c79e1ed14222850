import { afterEach, beforeEach, expect, test } from 'vitest';
import { Dice } from './support/dice.ts';
import { alertChanged, prices } from './support/events.ts';
import { createLive, type Live } from './support/live.ts';
import { RecordingSink } from './support/recording-sink.ts';
import { ALERTS, ann, cursors, QUOTES, rises, TRADES, values } from './support/told.ts';

let live: Live;
/** Timers that run whether or not anyone subscribes. */
let timers: number;
beforeEach(async () => {
  live = await createLive();
  timers = live.clock.sleeping;
});
afterEach(() => live.stop());

const AAPL = { variables: { s: ['AAPL'] } };

async function expectNothingLeft(): Promise<void> {
  expect(live.hub.size).toEqual({ groups: 0, subscribers: 0, catchingUp: 0 });
  await turn();
  expect(live.clock.sleeping).toBe(timers);
  const { text } = await live.metrics.render();
  const open = text.split('\n').filter((line) => /^\w*subscriptions\{/.test(line));
  expect(open.length).toBeGreaterThan(0);
  expect(open.filter((line) => !line.endsWith(' 0'))).toEqual([]);
}

/** Holds every execution that needs the market until it is opened. */
function gate() {
  const { market } = live.sources;
  if (!market) throw new Error('There is no market.');
  const opened = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  live.sources['market'] = {
    process: async (request) => {
      asked.resolve();
      await opened.promise;
      return market.process(request);
    },
  };
  return { asked: asked.promise, open: () => opened.resolve() };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('the last who leaves ends everything at once, though no event comes', async () => {
  const leavers = [live.subscribe(QUOTES, AAPL), live.subscribe(TRADES, AAPL), live.subscribe(ALERTS, { viewer: ann })];
  for (const { leave } of leavers) leave();
  await expectNothingLeft();
});

test('the first who leaves while an event is executed is told nothing of it, and the others are', async () => {
  const market = gate();
  const [first, second] = [live.subscribe(QUOTES, AAPL), live.subscribe(QUOTES, AAPL)];
  await live.append(prices('AAPL', '1.00'));
  await market.asked;
  first.leave();
  market.open();
  expect(values(await second.sink.until(1), 'quoteUpdated', 'price')).toEqual(['1.00']);
  expect(first.sink.told).toEqual([]);
  second.leave();
  await expectNothingLeft();
});

test('when the last leaves while an event is executed the result goes nowhere, also not to who comes next', async () => {
  const market = gate();
  const first = live.subscribe(QUOTES, AAPL);
  await live.append(prices('AAPL', '1.00'));
  await market.asked;
  first.leave();
  expect(live.hub.size.groups).toBe(0);
  const next = live.subscribe(QUOTES, { variables: { s: ['MSFT'] } });
  market.open();
  await live.append(prices('MSFT', '2.00'));
  expect(values(await next.sink.until(1), 'quoteUpdated', 'price')).toEqual(['2.00']);
  expect(first.sink.told).toEqual([]);
  next.leave();
  await expectNothingLeft();
});

test('to leave twice is to leave once', async () => {
  const [one, two] = [live.subscribe(QUOTES, AAPL), live.subscribe(QUOTES, AAPL)];
  one.leave();
  one.leave();
  expect(live.hub.size.subscribers).toBe(1);
  two.leave();
  await expectNothingLeft();
});

test('who leaves while it catches up, waits for its pace or has stopped reading leaves neither reader nor timer', async () => {
  const start = live.subscribe(TRADES, AAPL);
  await live.append(prices('AAPL', '1.00', 3));
  const [after] = cursors(await start.sink.until(3));
  const stopped = new RecordingSink();
  stopped.blocked = true;
  const catchingUp = live.subscribe(TRADES, { variables: { s: ['AAPL'], after }, sink: stopped });
  const paced = live.subscribe(QUOTES, { variables: { s: ['AAPL'], pace: { mode: 'LATEST', every: 'PT10S' } } });
  await paced.sink.until(1);
  await live.append(prices('AAPL', '2.00'), prices('AAPL', '3.00'));
  for (const { leave } of [start, catchingUp, paced]) leave();
  stopped.unblock();
  await expectNothingLeft();
  expect(stopped.told).toEqual([]);
});

test.each([1, 2, 3, 4, 5])(
  'however many come and go, whoever stays misses nothing and whoever leaves leaves nothing (seed %i)',
  async (seed) => {
    const dice = new Dice(seed);
    const present: ReturnType<Live['subscribe']>[] = [];
    const witness = live.subscribe(TRADES, AAPL);
    let trades = 0;
    for (let step = 0; step < 200; step++) {
      const roll = dice.next();
      if (roll < 0.4) present.push(live.subscribe(dice.pick([QUOTES, TRADES]), AAPL));
      else if (roll < 0.45) present.push(live.subscribe(ALERTS, { viewer: ann }));
      else if (roll < 0.55 && trades > 0) {
        const after = dice.pick(cursors(witness.sink.told));
        present.push(live.subscribe(TRADES, { variables: { s: ['AAPL'], after } }));
      } else if (roll < 0.85) present.splice(dice.between(0, present.length), 1)[0]?.leave();
      else {
        await live.append(prices('AAPL', `${step}`), alertChanged('ann'));
        trades++;
      }
    }
    const told = await witness.sink.until(trades);
    expect([told.length, rises(told)]).toEqual([trades, true]);
    for (const { leave, failed } of [...present, witness]) {
      leave();
      expect(failed).toEqual([]);
    }
    await expectNothingLeft();
  },
);
