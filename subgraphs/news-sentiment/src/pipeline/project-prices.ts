import type { Batch, Log } from '@marketgraph/bus';
import type { AnyEvent } from '@marketgraph/events';
import type { Part } from '@marketgraph/service';
import type { InstrumentStore } from '../storage/instrument-store.ts';
import { type PricePoint, savePricePoints } from '../storage/price-points.ts';
import { consumeInGroup } from './consume-in-group.ts';
import type { Transactions } from './stores.ts';

export interface ProjectionOptions {
  readonly log: Pick<Log, 'consume'>;
  readonly database: Transactions;
  readonly instruments: InstrumentStore;
}

/** Keeps what this subgraph must know of market: the names of instruments, and the closes of their last minutes. */
export function projectPrices(options: ProjectionOptions): Part {
  return consumeInGroup('price projection', options.log, {
    group: 'news-projection',
    types: ['InstrumentListed', 'CandlesBackfilled', 'CandlesUpdated'],
    maxEntries: 500,
    start: 'oldest',
    handle: (batch) => projectBatch(options, batch),
  });
}

export async function projectBatch({ database, instruments }: Omit<ProjectionOptions, 'log'>, batch: Batch): Promise<void> {
  const events = batch.events.map(({ event }) => event);
  const listed = events.flatMap((event) => (event.type === 'InstrumentListed' ? [event.payload] : []));
  const points = events.flatMap(pointsOf);
  await database.transaction(async (sql) => {
    await instruments.save(sql, listed);
    await savePricePoints(sql, points);
    await batch.acknowledgeIn(sql);
  });
}

function pointsOf(event: AnyEvent): PricePoint[] {
  if (event.type === 'CandlesBackfilled') {
    const { symbol, interval, openTime, close } = event.payload;
    if (interval !== 'ONE_MINUTE') return [];
    return openTime.flatMap((time, index) => pointOf(symbol, time, close[index]));
  }
  if (event.type !== 'CandlesUpdated') return [];
  const { symbol, candles } = event.payload;
  const closed = candles.filter((candle) => candle.interval === 'ONE_MINUTE' && candle.basis === 'LAST' && candle.closed);
  return closed.map(({ openTime, close }) => ({ symbol, openTime, close }));
}

function pointOf(symbol: string, openTime: number, close: string | undefined): PricePoint[] {
  return close === undefined ? [] : [{ symbol, openTime, close }];
}
