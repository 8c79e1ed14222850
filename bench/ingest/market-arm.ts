import { type MarketStore, openMarketStore } from '@marketgraph/market/storage/open-market-store';
import type { TickBatch } from '@marketgraph/market/storage/tick-batch';
import { barsOf } from '../catalogue.ts';
import type { Bench, BenchContext } from '../frame/bench.ts';
import { startBenchPostgres } from '../frame/bench-postgres.ts';
import { type Arm, runPaired } from '../frame/paired.ts';
import { checkTrades, emptyTables } from './check-trades.ts';
import { rawCopy } from './raw-copy.ts';
import { makeTape, SOURCE, SYMBOLS, type Tape } from './trade-tape.ts';

const BATCH = 5_000;

/** Writes one batch through the shipped code, in a transaction of its own. */
export type WriteBatch = (batch: TickBatch) => Promise<unknown>;

export interface IngestBench {
  readonly name: string;
  writer(store: MarketStore): Promise<WriteBatch> | WriteBatch;
  /** What must hold of the run beside the trades themselves. */
  check?(store: MarketStore): Promise<void>;
}

/** Both ingest benches: raw text COPY against the shipped writer, on the same rows in the same server. */
export function ingestBench(ingest: IngestBench): Bench {
  return {
    async measure(context) {
      const postgres = await startBenchPostgres(context);
      const store = await openStore(context, postgres.url);
      const tapes = new Map<number, Tape>();
      const tapeOf = (input: number) => {
        const tape = tapes.get(input) ?? makeTape(input, context.quick ? 6 : 24, BATCH);
        tapes.set(input, tape);
        return tape;
      };
      const anchor = await rawCopy(postgres.url, tapeOf, context.atEnd);
      const candidate = await marketArm(ingest, store, tapeOf);
      const rounds = context.quick ? 2 : 7;
      const bars = barsOf(ingest.name);
      const processes = () => ({ postgres: postgres.pids() });
      const paired = await runPaired({ anchor, candidate, bars, rounds, controlRounds: rounds, processes, tell: context.tell });
      return { ...paired, settings: postgres.settings };
    },
  };
}

async function openStore({ logger, atEnd }: BenchContext, url: string): Promise<MarketStore> {
  const store = await openMarketStore({ url, logger });
  atEnd(() => store.close());
  const instrument = { assetClass: 'CRYPTO', region: 'GLOBAL', currency: 'USD', exchange: null, sector: null, tickSize: '0.01' } as const;
  await store.instruments.save(SYMBOLS.map((symbol) => ({ symbol, name: symbol, ...instrument })));
  await store.series.of(SYMBOLS.map((symbol) => ({ symbol, source: SOURCE })));
  return store;
}

async function marketArm({ name, writer, check }: IngestBench, store: MarketStore, tapeOf: (input: number) => Tape): Promise<Arm> {
  const write = await writer(store);
  const { pool } = store.database;
  return {
    name,
    async before(input) {
      await write(tapeOf(input).leadIn);
      await pool.query('CHECKPOINT');
    },
    async run(input) {
      const { batches, rows } = tapeOf(input);
      for (const batch of batches) await write(batch);
      return { operations: rows };
    },
    async after(input) {
      await checkTrades(pool, tapeOf(input));
      await check?.(store);
      await emptyTables(pool, tapeOf(input));
    },
  };
}
