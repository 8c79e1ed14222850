import type { PoolClient } from 'pg';
import { copyQuoteTicks, copyTrades } from './copy-ticks.ts';
import type { DayPartitions } from './day-partitions.ts';
import { insertQuoteTicks, insertTrades } from './insert-ticks.ts';
import { KeyMemory } from './key-memory.ts';
import type { SeriesIds } from './series.ts';
import type { Places, TickBatch } from './tick-batch.ts';

/** The ticks of a batch that are new, each once. */
export interface NewTicks {
  readonly trades: Places;
  readonly quotes: Places;
}

/** A transaction of the writer. */
export interface TickTransaction {
  readonly client: PoolClient;
  /** The numbers of the batch's series. */
  readonly ids: readonly number[];
  /** Writes the ticks and answers which of them are new. Before it, take the locks that are needed. */
  write(): Promise<NewTicks>;
}

type Way = 'copy' | 'insert';

interface Transactions {
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;
}

const MAX_TRIES = 4;
const UNIQUE_VIOLATION = '23505';
/** Another attempt does better: no such table or partition any more (dropped since it was last seen), or two writers collided. */
const PASSING = new Set(['42P01', '23514', '40P01', '40001']);

/**
 * Writes ticks, each once whatever comes again: known repeats are left out, and the rest goes in by COPY, in the hope that it is
 * new. Where it was not, the transaction is made anew with an INSERT that passes over what is there.
 */
export class TickWriter {
  readonly #trades = new KeyMemory();
  readonly #quotes = new KeyMemory();
  /** Since the last batch had repeats that were not known, the next one is expected to have some too. */
  #repeats = false;

  constructor(
    private readonly database: Transactions,
    private readonly series: SeriesIds,
    private readonly partitions: DayPartitions,
  ) {}

  /** `work` runs in one transaction with what it writes, and once more where that one has failed for a reason that passes. */
  async write<T>(batch: TickBatch, work: (transaction: TickTransaction) => Promise<T>): Promise<T> {
    let way: Way = this.#repeats ? 'insert' : 'copy';
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(batch, way, work);
      } catch (error) {
        // Whatever failed, perhaps a partition was dropped meanwhile.
        this.partitions.forget();
        const next = attempt < MAX_TRIES ? otherWay(way, error) : null;
        if (!next) throw error;
        way = next;
      }
    }
  }

  async #attempt<T>(batch: TickBatch, way: Way, work: (transaction: TickTransaction) => Promise<T>): Promise<T> {
    await this.partitions.ensure('trade_rows', batch.trades, batch.series);
    await this.partitions.ensure('quote_rows', batch.quotes, batch.series);
    const ids = await this.series.of(batch.series);
    const trades = this.#trades.unknown(ids, batch.trades);
    const quotes = this.#quotes.unknown(ids, batch.quotes);
    const put = way === 'copy' ? copyNew : insertNew;
    const write = async (client: PoolClient) => {
      const written = await put(client, ids, batch, { trades, quotes });
      this.#repeats = written.trades.length < trades.length || written.quotes.length < quotes.length;
      return written;
    };
    const result = await this.database.transaction((client) => work({ client, ids, write: () => write(client) }));
    this.#trades.remember(ids, batch.trades, trades);
    this.#quotes.remember(ids, batch.quotes, quotes);
    return result;
  }
}

/** The way of another attempt; null where that would do no better. */
function otherWay(way: Way, error: unknown): Way | null {
  const code = String((error as { code?: unknown }).code);
  if (code === UNIQUE_VIOLATION && way === 'copy') return 'insert';
  return PASSING.has(code) ? way : null;
}

async function copyNew(client: PoolClient, ids: readonly number[], batch: TickBatch, unknown: NewTicks): Promise<NewTicks> {
  await copyTrades(client, ids, batch.trades, unknown.trades);
  await copyQuoteTicks(client, ids, batch.quotes, unknown.quotes);
  return unknown;
}

async function insertNew(client: PoolClient, ids: readonly number[], batch: TickBatch, unknown: NewTicks): Promise<NewTicks> {
  const trades = await insertTrades(client, ids, batch.trades, unknown.trades);
  return { trades, quotes: await insertQuoteTicks(client, ids, batch.quotes, unknown.quotes) };
}

/** Ticks alone: without counts and candles. */
export function writeTicks(writer: TickWriter, batch: TickBatch): Promise<NewTicks> {
  return writer.write(batch, ({ write }) => write());
}
