import { writeTicks } from '@marketgraph/market/storage/tick-writer';
import { ingestBench } from './ingest/market-arm.ts';

/** Ticks alone: unique, in day partitions, through the writer that the recorder uses. */
export const bench = ingestBench({ name: 'ingest', writer: (store) => (batch) => writeTicks(store.ticks, batch) });
