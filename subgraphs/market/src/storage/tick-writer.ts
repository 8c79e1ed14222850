import type { PoolClient } from 'pg';
import { copyQuoteTicks, copyTrades } from './copy-ticks.ts';
import type { DayPartitions } from './day-partitions.ts';
import { insertQuoteTicks, insertTrades } from './insert-ticks.ts';
import { KeyMemory } from './key-memory.ts';
import { lockSeries, type SeriesIds, type SeriesState } from './series.ts';
import type { PlacedTicks, Places, QuoteTickColumns, TickBatch, TradeColumns } from './tick-batch.ts';

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
  /** Where the series, and the lines that they belong to, stood before the batch; they are locked. Empty without locks. */
  readonly states: readonly SeriesState[];
  /** Writes the ticks. Answers what `fold` makes of those that are new: it runs while Postgres is still at work on them. */
  write<R>(fold: (isNew: NewTicks) => R): Promise<R>;
}

/** A batch's ticks that are not known to be stored. */
interface PlacedBatch {
  readonly trades: PlacedTicks<TradeColumns>;
  readonly quotes: PlacedTicks<QuoteTickColumns>;
}

type Way = 'copy' | 'insert';
type Work<T> = (transaction: TickTransaction) => Promise<T>;

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
  async write<T>(batch: TickBatch, work: Work<T>, locks = true): Promise<T> {
    let way: Way = this.#repeats ? 'insert' : 'copy';
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(batch, { way, locks }, work);
      } catch (error) {
        // Whatever failed, perhaps a partition was dropped meanwhile.
        this.partitions.forget();
        const next = attempt < MAX_TRIES ? otherWay(way, error) : null;
        if (!next) throw error;
        way = next;
      }
    }
  }

  async #attempt<T>(batch: TickBatch, { way, locks }: { way: Way; locks: boolean }, work: Work<T>): Promise<T> {
    await this.partitions.ensure('trade_rows', batch.trades, batch.series);
    await this.partitions.ensure('quote_rows', batch.quotes, batch.series);
    const ids = await this.series.of(batch.series);
    const put = way === 'copy' ? copyNew : insertNew;
    const { result, placed } = await this.database.transaction(async (client) => {
      const locking = locks ? lockSeries(client, this.series.withLines(ids)) : [];
      // While Postgres locks.
      const sifted = this.#sift(batch, ids);
      let states = await locking;
      if (!this.series.noteLines(states)) states = await lockSeries(client, this.series.withLines(ids));
      const write = <R>(fold: (isNew: NewTicks) => R) => this.#told(put(client, sifted, fold), sifted);
      return { placed: sifted, result: await work({ client, ids, states, write }) };
    });
    this.#trades.remember(placed.trades);
    this.#quotes.remember(placed.quotes);
    return result;
  }

  #sift(batch: TickBatch, ids: readonly number[]): PlacedBatch {
    return {
      trades: { ids, columns: batch.trades, places: this.#trades.unknown(ids, batch.trades) },
      quotes: { ids, columns: batch.quotes, places: this.#quotes.unknown(ids, batch.quotes) },
    };
  }

  async #told<R>(writing: Promise<{ isNew: NewTicks; folded: R }>, { trades, quotes }: PlacedBatch): Promise<R> {
    const { isNew, folded } = await writing;
    this.#repeats = isNew.trades.length < trades.places.length || isNew.quotes.length < quotes.places.length;
    return folded;
  }
}

/** The way of another attempt; null where that would do no better. */
function otherWay(way: Way, error: unknown): Way | null {
  const code = String((error as { code?: unknown }).code);
  if (code === UNIQUE_VIOLATION && way === 'copy') return 'insert';
  return PASSING.has(code) ? way : null;
}

async function copyNew<R>(client: PoolClient, { trades, quotes }: PlacedBatch, fold: (isNew: NewTicks) => R) {
  const isNew = { trades: trades.places, quotes: quotes.places };
  const results: R[] = [];
  const sent = () => results.push(fold(isNew));
  // Whichever comes last.
  await copyTrades(client, trades, quotes.places.length === 0 ? sent : undefined);
  if (quotes.places.length > 0) await copyQuoteTicks(client, quotes, sent);
  return { isNew, folded: results[0] as R };
}

async function insertNew<R>(client: PoolClient, { trades, quotes }: PlacedBatch, fold: (isNew: NewTicks) => R) {
  const isNew = { trades: await insertTrades(client, trades), quotes: await insertQuoteTicks(client, quotes) };
  return { isNew, folded: fold(isNew) };
}

/** Ticks alone, without counts and candles: no series needs a lock, and of two that collide the later one is made anew. */
export function writeTicks(writer: TickWriter, batch: TickBatch): Promise<NewTicks> {
  return writer.write(batch, ({ write }) => write((isNew) => isNew), false);
}
