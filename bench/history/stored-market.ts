import { namedQueries } from '@marketgraph/market/storage/named-queries';
import { type MarketStore, openMarketStore } from '@marketgraph/market/storage/open-market-store';
import pg from 'pg';
import type { BenchContext } from '../frame/bench.ts';
import type { BenchPostgres } from '../frame/bench-postgres.ts';

export const SOURCE = 'bench';

export interface StoredMarket {
  readonly store: MarketStore;
  /** As the product reads. */
  readonly sql: ReturnType<typeof namedQueries>;
  /** Fills and checks, without the product's time limits. */
  fill<R>(text: string, values?: unknown[]): Promise<R[]>;
  /** The numbers of the symbols' series. */
  readonly series: readonly number[];
}

/** Market's schema in a database of its own. */
export async function storedMarket(context: BenchContext, postgres: BenchPostgres, database: string, symbols: readonly string[]) {
  const url = new URL(postgres.url);
  await execute(url.href, `CREATE DATABASE ${database}`);
  url.pathname = `/${database}`;
  const store = await openMarketStore({ url: url.href, logger: context.logger });
  context.atEnd(() => store.close());
  const filler = new pg.Client({ connectionString: url.href });
  await filler.connect();
  context.atEnd(() => filler.end());
  const series = await store.series.of(symbols.map((symbol) => ({ symbol, source: SOURCE })));
  const fill = async <R>(text: string, values: unknown[] = []) => (await filler.query(text, values)).rows as R[];
  const market: StoredMarket = { store, sql: namedQueries(store.database.pool), fill, series };
  return market;
}

/** The indexes are made when the rows are there, and what is left in the buffers is written before anything is measured. */
export async function fillTable({ fill }: StoredMarket, table: string, insert: string): Promise<void> {
  const indexes = await fill<{ name: string; definition: string }>(
    `SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'p'`,
    [table],
  );
  await fill(`SET maintenance_work_mem = '512MB'`);
  await fill('BEGIN');
  await fill(`TRUNCATE ${table}`);
  for (const { name } of indexes) await fill(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  await fill(insert);
  for (const { name, definition } of indexes) await fill(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
  await fill('COMMIT');
  await fill(`VACUUM ANALYZE ${table}`);
  await fill('CHECKPOINT');
}

/** How long each of many questions takes, one after the other. */
export async function timeEach<T>(count: number, ask: (turn: number) => Promise<T>): Promise<{ latenciesMs: number[]; answers: T[] }> {
  const latenciesMs: number[] = [];
  const answers: T[] = [];
  for (let turn = 0; turn < count; turn++) {
    const began = performance.now();
    answers.push(await ask(turn));
    latenciesMs.push(performance.now() - began);
  }
  return { latenciesMs, answers };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
