import type { Provenance } from '@marketgraph/vocabulary';
import type { QuoteTick, Trade, TradeCorrection } from '../domain/price-feed.ts';
import { type BackfilledFile, type BackfillPosition, saveBackfillPosition } from '../storage/backfill-positions.ts';
import { saveProvenance } from '../storage/count-writer.ts';
import type { SeriesName } from '../storage/series.ts';
import { emptyCorrections, emptyQuoteTicks, emptyTrades, type TickBatch } from '../storage/tick-batch.ts';
import { recordTicks, type TickPlace } from './record-ticks.ts';

/** What a line of a file says. */
export interface TickRow {
  readonly line: number;
  readonly trades: readonly Trade[];
  readonly quotes: readonly QuoteTick[];
  readonly corrections?: readonly TradeCorrection[];
}

export interface TickFile extends SeriesName {
  readonly file: BackfilledFile;
  /** What is known of the series so far: past prices do not make a live series one that is replayed. */
  readonly provenance: Provenance | null;
  readonly receivedAt: number;
}

export interface Backfilled {
  readonly added: number;
  /** Those that were there already. */
  readonly known: number;
  /** The newest time among all of them; null where there was none. */
  readonly newestAt: number | null;
}

/** Rows and the position behind them in one transaction: whatever happens, a file goes on behind what it has made. */
export async function backfillTicks(place: TickPlace, file: TickFile, rows: readonly TickRow[]): Promise<Backfilled> {
  const batch = batchOf(file, rows);
  const position: BackfillPosition = { line: rows.at(-1)?.line ?? 0, finished: false };
  const { groups } = await recordTicks(place, batch, async (sql) => {
    if (file.provenance) await saveProvenance(sql, file.file.series, file.provenance);
    await saveBackfillPosition(sql, file.file, position);
  });
  const added = groups.reduce((sum, group) => sum + group.trades + group.quotes, 0);
  return { added, known: batch.trades.key.length + batch.quotes.key.length - added, newestAt: newestOf(batch) };
}

function newestOf({ trades, quotes, corrections }: TickBatch): number | null {
  let newest: number | null = null;
  for (const times of [trades.occurredAt, quotes.occurredAt, corrections?.tradeAt ?? []]) {
    for (const at of times) newest = Math.max(newest ?? at, at);
  }
  return newest;
}

/** Retention spares what was replayed: whoever backfills wants to keep it, and with it everything that the source told of that day. */
function batchOf({ symbol, source, receivedAt }: TickFile, rows: readonly TickRow[]): TickBatch {
  const [trades, quotes, corrections] = [emptyTrades(), emptyQuoteTicks(), emptyCorrections()];
  for (const row of rows) {
    for (const { key, occurredAt, price, size, side, conditions } of row.trades) {
      push(trades, { of: 0, key, occurredAt, receivedAt, price, size, side, conditions });
    }
    for (const { key, occurredAt, bid, ask } of row.quotes) push(quotes, { of: 0, key, occurredAt, receivedAt, bid, ask });
    for (const { key, tradeKey, tradeAt, kind, price, size } of row.corrections ?? []) {
      push(corrections, { of: 0, key, receivedAt, tradeKey, tradeAt, kind, price, size });
    }
  }
  const told = corrections.key.length > 0 ? { corrections } : {};
  return { series: [{ symbol, source, provenance: 'REPLAYED' }], trades, quotes, ...told };
}

function push<R extends object>(columns: { readonly [K in keyof R]: R[K][] }, row: R): void {
  for (const name of Object.keys(row) as (keyof R)[]) columns[name].push(row[name]);
}
