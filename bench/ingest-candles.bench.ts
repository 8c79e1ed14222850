import { InstrumentCalendars } from '@marketgraph/market/pipeline/instrument-calendars';
import { recordTicks } from '@marketgraph/market/pipeline/record-ticks';
import { checkCandles } from './ingest/check-trades.ts';
import { ingestBench } from './ingest/market-arm.ts';

/** What the recorder does with a batch: ticks, counts and candles of all intervals in one transaction. */
export const bench = ingestBench({
  name: 'ingest-candles',
  writer(store) {
    const place = { ticks: store.ticks, calendars: new InstrumentCalendars(store.instruments) };
    return (batch) => recordTicks(place, batch);
  },
  check: (store) => checkCandles(store.database.pool),
});
