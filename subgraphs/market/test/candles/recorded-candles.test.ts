import type { CandleChange, NewEvent } from '@marketgraph/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CandlePace } from '../../src/domain/candle-pace.ts';
import { InstrumentCalendars } from '../../src/pipeline/instrument-calendars.ts';
import { recordBatch } from '../../src/pipeline/record-batch.ts';
import { instrument, type MarketBench, nyse, openBench } from '../market-bench.ts';
import { boundsOf, naiveCandles, naiveIntervals, rightTrades } from './naive-candles.ts';
import { inOrder, nameOf, plain, pricesOf, STORED, type StoredCandle } from './recorded-rows.ts';
import { type Sequence, type SequenceItem, type SequenceTrade, sequenceOf } from './sequences.ts';

/** As many as end within half a minute; the fold alone is held to 10,000 (candle-fold.test.ts), the recorder by SEQUENCES=10000. */
const SEQUENCES = Number(process.env['SEQUENCES'] ?? 1_500);
/** Symbols in one transaction: many sequences advance together, each by one of its batches. */
const AT_ONCE = 250;
const first = Number(process.env['SEQUENCE_SEED'] ?? 1);

describe('what the recorder makes of random sequences', { timeout: 20_000 + SEQUENCES * 20 }, () => {
  let bench: MarketBench;
  const sequences = Array.from({ length: SEQUENCES }, (_, index) => sequenceOf(first + index));
  let stored = new Map<string, StoredCandle[]>();
  let heard = new Map<string, CandleChange[]>();

  beforeAll(
    async () => {
      bench = await openBench(
        sequences.map(({ seed, timezone }) => instrument(symbolOf(seed), { exchange: timezone === 'UTC' ? null : nyse })),
      );
      for (let from = 0; from < sequences.length; from += AT_ONCE) {
        heard = new Map([...heard, ...(await record(bench, sequences.slice(from, from + AT_ONCE)))]);
      }
      stored = Map.groupBy(await bench.rows<StoredCandle & { symbol: string }>(STORED), ({ symbol }) => symbol) as typeof stored;
    },
    120_000 + SEQUENCES * 100,
  );
  afterAll(() => bench.close());

  it(`is what a naive walk through all of it makes, in each of ${SEQUENCES}`, () => {
    for (const { seed, batches, timezone } of sequences) {
      const ours = (stored.get(symbolOf(seed)) ?? []).map(plain);
      expect(inOrder(ours), `SEQUENCE_SEED=${seed}`).toEqual(inOrder(naiveCandles(batches.flat(), timezone)));
    }
  });

  it('counts the trades that hold, once', async () => {
    const counted = await bench.rows<{ symbol: string; trades: number; waiting: number }>(
      'SELECT symbol, trade_count::int AS trades, corrections_waiting AS waiting FROM market.series',
    );
    const bySymbol = new Map(sequences.map(({ seed, batches }) => [symbolOf(seed), batches]));
    for (const { symbol, trades } of counted) {
      expect(trades, symbol).toBe(rightTrades(bySymbol.get(symbol)?.flat() ?? []).length);
    }
  });

  it('gives a closed candle a new revision exactly when a late trade counts for it', () => {
    for (const sequence of sequences) {
      if (sequence.batches.flat().some(({ kind }) => kind === 'correction')) continue;
      const ours = (stored.get(symbolOf(sequence.seed)) ?? []).map((candle) => [nameOf(candle), candle.revision]);
      expect(Object.fromEntries(ours), `SEQUENCE_SEED=${sequence.seed}`).toEqual(naiveRevisions(sequence));
    }
  });

  it('tells every closed candle as it is stored, and each of its revisions at most once', () => {
    for (const { seed, batches } of sequences) {
      const items = batches.flat();
      const isCorrected = items.some(({ kind }) => kind === 'correction');
      const wasQuoted = items.some(({ kind }) => kind === 'quote');
      // A candle that lost all its trades, or was made of bids before there were trades, begins again with revision 0.
      const beginsAnew = ({ basis }: CandleChange) => basis === 'LAST' && (isCorrected || wasQuoted);
      const changes = heard.get(symbolOf(seed)) ?? [];
      const newest = new Map(changes.map((change) => [nameOf(change), change]));
      for (const { turnover: _, ...candle } of stored.get(symbolOf(seed)) ?? []) {
        if (!candle.closed) continue;
        expect(plain({ ...newest.get(nameOf(candle)), turnover: '0' } as StoredCandle), `SEQUENCE_SEED=${seed}`).toEqual(
          plain({ ...candle, turnover: '0' }),
        );
        expect(newest.get(nameOf(candle))?.revision, `SEQUENCE_SEED=${seed} ${nameOf(candle)}`).toBe(candle.revision);
      }
      const closings = changes
        .filter((change) => change.closed && !beginsAnew(change))
        .map((change) => `${nameOf(change)} ${change.revision}`);
      expect(
        closings.filter((one, index) => closings.indexOf(one) < index),
        `SEQUENCE_SEED=${seed}`,
      ).toEqual([]);
    }
  });
});

function symbolOf(seed: number): string {
  return `S${seed}`;
}

/** Round by round: the next batch of every sequence in one transaction. Answers what was told of each symbol. */
async function record({ store }: MarketBench, sequences: readonly Sequence[]): Promise<Map<string, CandleChange[]>> {
  const calendars = new InstrumentCalendars(store.instruments);
  const heard = new Map<string, CandleChange[]>();
  const log = {
    appendIn: async (_: unknown, events: readonly NewEvent[]) => {
      for (const event of events as NewEvent<'CandlesUpdated'>[]) {
        heard.set(event.key, [...(heard.get(event.key) ?? []), ...event.payload.candles]);
      }
    },
  };
  const pace = new CandlePace();
  for (let round = 0; ; round++) {
    const events = sequences.flatMap(({ seed, batches }) => {
      const batch = batches[round];
      return batch ? [pricesOf(symbolOf(seed), batch)] : [];
    });
    if (events.length === 0) return heard;
    const logged = events.map((event) => ({ event, place: { epoch: 'test', positions: [] }, partition: 0 }));
    await recordBatch(
      { ticks: store.ticks, calendars, log, pace },
      {
        events: logged,
        acknowledgeIn: async () => undefined,
      },
    );
  }
}

/**
 * Batch by batch: a candle that was there and closed before gets a new revision when something new counts for it. The first trade
 * of what was only quoted begins LAST anew.
 */
function naiveRevisions({ batches, timezone }: Sequence): Record<string, number> {
  let revisions = new Map<string, number>();
  let newestAt = Number.NEGATIVE_INFINITY;
  const seen = new Set<string>();
  let isTraded = false;
  for (const batch of batches) {
    const fresh = batch.filter(
      (item) =>
        item.kind !== 'correction' && !seen.has(`${item.kind} ${item.at} ${item.key}`) && seen.add(`${item.kind} ${item.at} ${item.key}`),
    );
    if (!isTraded && fresh.some(({ kind }) => kind === 'trade')) {
      revisions = new Map([...revisions].filter(([name]) => !name.startsWith('LAST')));
      isTraded = true;
    }
    const touched = new Map<string, number>();
    for (const item of fresh) {
      for (const basis of basesOf(item, isTraded)) {
        for (const interval of naiveIntervals) {
          const { start, end } = boundsOf(interval, 'at' in item ? item.at : 0, timezone);
          touched.set(nameOf({ basis, interval, openTime: start }), end);
        }
      }
    }
    for (const [name, end] of touched) {
      const revision = revisions.get(name);
      revisions.set(name, revision === undefined ? 0 : revision + (end <= newestAt ? 1 : 0));
    }
    newestAt = Math.max(newestAt, ...fresh.map((item) => ('at' in item ? item.at : newestAt)));
  }
  return Object.fromEntries(revisions);
}

function basesOf(item: SequenceItem, isTraded: boolean): string[] {
  if (item.kind === 'trade') return (item as SequenceTrade).conditions === 'P 1000000' ? [] : ['LAST'];
  return isTraded ? ['BID', 'ASK'] : ['LAST', 'BID', 'ASK'];
}
