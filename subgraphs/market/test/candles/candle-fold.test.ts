import { expect, it } from 'vitest';
import { candleCloseTime, candleOpenTime } from '../../src/domain/calendar.ts';
import { CandleFold, type CandlePart, mergeParts, widenParts } from '../../src/domain/candle-fold.ts';
import { type NaiveCandle, naiveCandles, rightTrades } from './naive-candles.ts';
import { type Sequence, type SequenceItem, sequenceOf } from './sequences.ts';

const SEQUENCES = 10_000;
const first = Number(process.env['SEQUENCE_SEED'] ?? 1);

it(`the fold makes the candles of ${SEQUENCES} random sequences as a naive one does`, () => {
  for (let seed = first; seed < first + SEQUENCES; seed++) {
    const sequence = sequenceOf(seed);
    // The seed is in the message: SEQUENCE_SEED=<seed> begins there.
    expect(folded(sequence), `SEQUENCE_SEED=${seed}`).toEqual(inOrder(naiveCandles(sequence.batches.flat(), sequence.timezone)));
  }
  // Half a minute of a core, and as long as it takes to get it.
}, 600_000);

it('the sequences hold all that a bad line does', () => {
  const met = new Set<string>();
  for (let seed = 1; seed <= 200; seed++) for (const trait of traitsOf(sequenceOf(seed))) met.add(trait);
  expect([...met].sort()).toEqual([
    'cancel',
    'condition',
    'correction',
    'early correction',
    'late',
    'one instant',
    'quote',
    'repeat',
    'unmatched',
  ]);
});

/** One fold for each batch, joined afterwards: that is how batches meet in the database. */
function folded({ batches, timezone }: Sequence): NaiveCandle[] {
  const items = batches.flat();
  const newestAt = Math.max(...items.flatMap((item) => (item.kind === 'correction' ? [] : [item.at])));
  const right = new Map(rightTrades(items).map((trade) => [trade.key, trade]));
  const seen = new Set<string>();
  const parts = { LAST: [] as CandlePart[], BID: [] as CandlePart[], ASK: [] as CandlePart[] };
  for (const batch of batches) {
    const [last, bid, ask] = [new CandleFold('LAST'), new CandleFold('BID'), new CandleFold('ASK')];
    for (const item of batch) {
      const isNew = item.kind !== 'correction' && !seen.has(nameOf(item));
      seen.add(nameOf(item));
      const trade = item.kind === 'trade' ? right.get(item.key) : undefined;
      if (isNew && trade) last.add(trade);
      if (!isNew || item.kind !== 'quote') continue;
      const { at, key } = item;
      bid.add({ at, key, price: item.bid, size: null });
      ask.add({ at, key, price: item.ask, size: null });
    }
    parts.LAST.push(...last.parts());
    parts.BID.push(...bid.parts());
    parts.ASK.push(...ask.parts());
  }
  const isTraded = items.some(({ kind }) => kind === 'trade');
  const lasts = isTraded ? parts.LAST : parts.BID.map((part) => ({ ...part, basis: 'LAST' as const }));
  return inOrder([lasts, parts.BID, parts.ASK].flatMap((minutes) => candlesOf(minutes, timezone, newestAt)));
}

function candlesOf(minutes: readonly CandlePart[], timezone: string, newestAt: number): NaiveCandle[] {
  const times = {
    openTime: (interval: CandlePart['interval'], at: number) => candleOpenTime(interval, at, timezone),
    closeTime: (interval: CandlePart['interval'], openTime: number) => candleCloseTime(interval, openTime, timezone),
  };
  const joined = [...mergeParts(minutes, 'ONE_MINUTE', times), ...widenParts(minutes, times).slice(minutes.length)];
  return joined.map(({ basis, interval, openTime, closeTime, volume, turnover, tradeCount, ...prices }) => ({
    ...{ basis, interval, openTime, tradeCount, closed: closeTime <= newestAt },
    ...{ volume: trimmed(String(volume)), turnover: trimmed(String(turnover)) },
    ...{ open: trimmed(prices.open), high: trimmed(prices.high), low: trimmed(prices.low), close: trimmed(prices.close) },
  }));
}

function inOrder(candles: readonly NaiveCandle[]): NaiveCandle[] {
  const nameOf = ({ basis, interval, openTime }: NaiveCandle) => `${basis} ${interval} ${openTime}`;
  return [...candles].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function nameOf(item: SequenceItem): string {
  return item.kind === 'correction' ? `correction ${item.key}` : `${item.kind} ${item.at} ${item.key}`;
}

function traitsOf({ batches }: Sequence): string[] {
  const items = batches.flat();
  const told = items.filter((item) => item.kind !== 'correction');
  const trades = items.filter((item) => item.kind === 'trade');
  const corrections = items.filter((item) => item.kind === 'correction');
  const placeOf = (tradeKey: number) => items.findIndex((item) => item.kind === 'trade' && item.key === tradeKey);
  const traits: [string, boolean][] = [
    ['repeat', new Set(items.map(nameOf)).size < items.length],
    ['late', told.some(({ at }, index) => told.slice(0, index).some((earlier) => earlier.at > at + 60_000))],
    ['one instant', trades.some((a) => trades.some((b) => a.at === b.at && a.key !== b.key))],
    ['condition', trades.some(({ conditions }) => conditions !== null)],
    ['quote', items.some(({ kind }) => kind === 'quote')],
    ['cancel', corrections.some(({ right }) => right === null)],
    ['correction', corrections.some(({ right }) => right !== null)],
    [
      'early correction',
      corrections.some(
        ({ tradeKey, ...one }) => placeOf(tradeKey) > items.findIndex((item) => nameOf(item) === nameOf({ ...one, tradeKey })),
      ),
    ],
    ['unmatched', corrections.some(({ tradeKey }) => placeOf(tradeKey) < 0)],
  ];
  return traits.filter(([, holds]) => holds).map(([trait]) => trait);
}
