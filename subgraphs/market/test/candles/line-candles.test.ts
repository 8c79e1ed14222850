import type { AnyEvent, CandleChange, NewEvent } from '@marketgraph/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CandlePace } from '../../src/domain/candle-pace.ts';
import { InstrumentCalendars } from '../../src/pipeline/instrument-calendars.ts';
import { reconcileSeries } from '../../src/pipeline/reconcile-series.ts';
import { recordBatch } from '../../src/pipeline/record-batch.ts';
import { allSeries } from '../../src/storage/series-facts.ts';
import { instrument, type MarketBench, nyse, openBench } from '../market-bench.ts';
import { type LineSequence, type LineStep, lineSequenceOf, sources } from './line-sequences.ts';
import { naiveLine, rightTrades } from './naive-candles.ts';
import { inOrder, nameOf, plain, pricesOf, STORED, type StoredCandle } from './recorded-rows.ts';
import type { SequenceItem } from './sequences.ts';

/** As many as end within some seconds; many more with LINE_SEQUENCES. */
const SEQUENCES = Number(process.env['LINE_SEQUENCES'] ?? 40);
const first = Number(process.env['SEQUENCE_SEED'] ?? 1);

describe('candles of a symbol with several sources, in random sequences', { timeout: 30_000 + SEQUENCES * 200 }, () => {
  let bench: MarketBench;
  const sequences = Array.from({ length: SEQUENCES }, (_, index) => lineSequenceOf(first + index));
  let stored = new Map<string, StoredCandle[]>();
  const heard = new Map<string, CandleChange[]>();

  beforeAll(
    async () => {
      bench = await openBench(
        sequences.map(({ seed, timezone }) => instrument(symbolOf(seed), { exchange: timezone === 'UTC' ? null : nyse })),
      );
      for (const sequence of sequences) await record(bench, sequence, heard);
      const rows = await bench.rows<StoredCandle & { symbol: string }>(`${STORED} WHERE source = $1`, [sources[0]]);
      stored = Map.groupBy(rows, ({ symbol }) => symbol);
    },
    60_000 + SEQUENCES * 1_500,
  );
  afterAll(() => bench.close());

  it(`are those of the trades whose source was active at their time, in each of ${SEQUENCES}`, () => {
    for (const sequence of sequences) {
      const { spans, newestAt, items } = walk(sequence);
      const told = sources.map((source) => ({ items: items.get(source) ?? [], counts: (at: number) => sourceAt(spans, at) === source }));
      const ours = (stored.get(symbolOf(sequence.seed)) ?? []).map(plain);
      expect(inOrder(ours), `SEQUENCE_SEED=${sequence.seed}`).toEqual(inOrder(naiveLine(told, sequence.timezone, newestAt)));
    }
  });

  it('hold exactly the trades that are counted', async () => {
    const counted = await bench.rows<{ symbol: string; trades: number; last: number | null }>(
      `SELECT symbol, counted_trades::int AS trades, (extract(epoch FROM counted_last_at) * 1000)::float8 AS last FROM market.series WHERE id = line`,
    );
    const bySymbol = new Map(counted.map((row) => [row.symbol, row]));
    for (const sequence of sequences) {
      const { spans, items } = walk(sequence);
      const trades = sources.flatMap((source) => rightTrades(items.get(source) ?? []).filter(({ at }) => sourceAt(spans, at) === source));
      const { trades: count, last } = bySymbol.get(symbolOf(sequence.seed)) ?? {};
      expect({ count, last }, `SEQUENCE_SEED=${sequence.seed}`).toEqual({
        count: trades.length,
        last: trades.length > 0 ? Math.max(...trades.map(({ at }) => at)) : null,
      });
    }
  });

  it('are told as they are stored', () => {
    for (const { seed } of sequences) {
      const newest = new Map((heard.get(symbolOf(seed)) ?? []).map((change) => [nameOf(change), change]));
      for (const candle of stored.get(symbolOf(seed)) ?? []) {
        if (!candle.closed) continue;
        const told = { ...newest.get(nameOf(candle)), turnover: candle.turnover } as StoredCandle;
        expect({ ...plain(told), revision: told.revision }, `SEQUENCE_SEED=${seed}`).toEqual({
          ...plain(candle),
          revision: candle.revision,
        });
      }
    }
  });

  it('are found without drift by reconciling', async () => {
    const calendars = new InstrumentCalendars(bench.store.instruments);
    const { database } = bench.store;
    const place = { database, log: bench.log, clock: bench.clock, calendars };
    const all = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, repair: false, signal: new AbortController().signal };
    for (const series of await allSeries(
      database.pool,
      sequences.slice(0, 12).map(({ seed }) => symbolOf(seed)),
      null,
    )) {
      const { drifts, counts, unknown } = await reconcileSeries(place, series, all);
      expect({ drifts, counts: counts.state, unknown }, `${series.symbol} ${series.source}`).toEqual({
        drifts: [],
        counts: 'right',
        unknown: 0,
      });
    }
  });
});

function symbolOf(seed: number): string {
  return `L${seed}`;
}

/** Every batch in its transaction; some fail at their end and are tried again, some come again after they were committed. */
async function record({ store }: MarketBench, { seed, batches }: LineSequence, heard: Map<string, CandleChange[]>): Promise<void> {
  const calendars = new InstrumentCalendars(store.instruments);
  const pace = new CandlePace();
  const symbol = symbolOf(seed);
  const handle = async (steps: readonly LineStep[], fails: boolean) => {
    const told: CandleChange[] = [];
    const appendIn = async (_: unknown, events: readonly NewEvent[]) => {
      if (fails) throw new Error('Killed.');
      for (const event of events as NewEvent<'CandlesUpdated'>[]) told.push(...event.payload.candles);
    };
    const events = steps.map((step) => ({ event: eventOf(symbol, step), place: { epoch: 'test', positions: [] }, partition: 0 }));
    await recordBatch({ ticks: store.ticks, calendars, log: { appendIn }, pace }, { events, acknowledgeIn: async () => undefined });
    heard.set(symbol, [...(heard.get(symbol) ?? []), ...told]);
  };
  for (const [index, { steps, again, fails }] of batches.entries()) {
    if (fails) await handle(steps, true).catch(() => undefined);
    await handle(steps, false);
    const repeated = again === 0 ? [] : batches.slice(Math.max(0, index + 1 - again), index + 1);
    for (const batch of repeated) await handle(batch.steps, false);
  }
}

function eventOf(symbol: string, step: LineStep): AnyEvent {
  if (step.kind === 'told') {
    const event = pricesOf(symbol, step.items);
    return { ...event, payload: { ...event.payload, source: step.source } };
  }
  const { source, previous, from } = step;
  const payload = { symbol, source, previous, from, reason: 'test', ...(previous === null ? { sources: [...sources] } : {}) };
  return { type: 'SourceChanged', key: symbol, occurredAt: 1, receivedAt: 1, publishedAt: 0, version: 1, payload };
}

type Spans = readonly { readonly from: number; readonly source: string }[];

function sourceAt(spans: Spans, at: number): string | undefined {
  return spans.findLast(({ from }) => from <= at)?.source;
}

/** What was told by whom, which switches held, and how far the event time of those that counted had come. */
function walk({ batches }: LineSequence): { spans: Spans; newestAt: number; items: Map<string, SequenceItem[]> } {
  const items = new Map<string, SequenceItem[]>();
  let spans: Spans = [{ from: Number.NEGATIVE_INFINITY, source: sources[0] }];
  let newestAt = Number.NEGATIVE_INFINITY;
  for (const { steps } of batches) {
    for (const step of steps) if (step.kind === 'told') items.set(step.source, [...(items.get(step.source) ?? []), ...step.items]);
    newestAt = Math.max(newestAt, ...steps.flatMap((step) => (step.kind === 'told' ? timesOf(step.items, step.source, spans) : [])));
    for (const step of steps) if (step.kind === 'switch') spans = switched(spans, step);
    newestAt = Math.max(newestAt, ...[...items].flatMap(([source, own]) => timesOf(own, source, spans)));
  }
  return { spans, newestAt, items };
}

function timesOf(items: readonly SequenceItem[], source: string, spans: Spans): number[] {
  return items.flatMap((item) => ('at' in item && sourceAt(spans, item.at) === source ? [item.at] : []));
}

function switched(spans: Spans, { source, previous, from }: Extract<LineStep, { kind: 'switch' }>): Spans {
  const last = spans.at(-1);
  const isPassedOver = from === null || last?.source !== previous || source === previous || from <= (last?.from ?? 0);
  return isPassedOver ? spans : [...spans, { from, source }];
}
