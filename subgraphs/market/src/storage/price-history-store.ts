import { type Interval, MINUTE_MS } from '@marketgraph/vocabulary';
import type { PoolClient } from 'pg';
import type { Candle } from '../domain/candle.ts';
import type { CandlePart } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import type { PriceHistory } from '../domain/ports.ts';
import type { HistoryChunk } from '../domain/price-feed.ts';
import type { RecordedQuote } from '../domain/quote.ts';
import { LAST_KEY, PARTLY_KEY, WHOLE_KEY } from './bar-keys.ts';
import type { OwnedPart } from './candle-arrays.ts';
import { readCandles } from './candle-reader.ts';
import { addMissingCandles, copyCandles } from './candle-writer.ts';
import { allQuotes } from './quote-store.ts';
import { lockSeries, type SeriesIds } from './series.ts';
import { rowsOf, type Sql, timestampOf } from './sql.ts';

const MAX_MINUTES = 100_000;

interface HistoryDatabase {
  readonly pool: Sql;
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;
}

export class StoredPriceHistory implements PriceHistory {
  constructor(
    private readonly database: HistoryDatabase,
    private readonly series: SeriesIds,
  ) {}

  async hasHistory(source: string): Promise<boolean> {
    return (await rowsOf(this.database.pool, 'SELECT 1 FROM market.histories WHERE source = $1', [source])).length > 0;
  }

  async saveHistory(source: string, chunks: AsyncIterable<HistoryChunk>): Promise<void> {
    await this.database.transaction(async (sql) => {
      const { rows } = await sql.query('INSERT INTO market.histories (source) VALUES ($1) ON CONFLICT DO NOTHING RETURNING source', [
        source,
      ]);
      if (rows.length === 0) return;
      for await (const chunk of chunks) await this.#saveChunk(sql, source, chunk);
    });
  }

  async recentCandles(symbol: string, source: string, interval: Interval, count: number): Promise<Candle[]> {
    const newest = await readCandles(this.database.pool, { symbol, source, basis: 'LAST', interval, limit: count + 1, end: 'newest' });
    return newest.filter((candle) => candle.closed).slice(-count);
  }

  lastQuotes(): Promise<RecordedQuote[]> {
    return allQuotes(this.database.pool);
  }

  minutesSince(symbol: string, source: string, from: number): Promise<Candle[]> {
    return readCandles(this.database.pool, {
      symbol,
      source,
      basis: 'LAST',
      interval: 'ONE_MINUTE',
      from,
      limit: MAX_MINUTES,
      end: 'oldest',
    });
  }

  async previousClose(symbol: string, source: string, beforeDay: number): Promise<string | null> {
    const query = { symbol, source, basis: 'LAST', interval: 'ONE_DAY', to: beforeDay, limit: 1, end: 'newest' } as const;
    return (await readCandles(this.database.pool, query))[0]?.close ?? null;
  }

  async #saveChunk(sql: PoolClient, source: string, { symbol, candles, until }: HistoryChunk): Promise<void> {
    if (candles.length === 0) return;
    if (until % MINUTE_MS !== 0) throw new Error(`The history of ${symbol} ends within a minute: ${new Date(until).toISOString()}.`);
    const [series = 0] = await this.series.of([{ symbol, source }]);
    await lockSeries(sql, [series]);
    const parts = candles.map((candle): OwnedPart => {
      return { series, part: historyPart(candle, until), closed: candle.closeTime <= until, fromBids: false };
    });
    const known = await rowsOf(sql, 'SELECT 1 FROM market.candle_rows WHERE series = $1 LIMIT 1', [series]);
    await (known.length === 0 ? copyCandles(sql, parts) : addMissingCandles(sql, parts));
    await sql.query(`UPDATE market.series SET newest_at = greatest(newest_at, ${timestampOf('$2')}) WHERE id = $1`, [series, until]);
  }
}

/** Opened and closed at its bounds, or where history ends: the feed's own trades in the same candle come after. */
function historyPart(candle: Candle, until: number): CandlePart {
  const volume = new DecimalSum();
  const turnover = new DecimalSum();
  volume.add(candle.volume);
  turnover.addProduct(candle.close, candle.volume);
  const closeAt = Math.min(candle.closeTime, until) - 1;
  const openKey = candle.closeTime <= until ? WHOLE_KEY : PARTLY_KEY;
  return { ...candle, volume, turnover, openAt: candle.openTime, openKey, closeAt, closeKey: LAST_KEY, priced: 2 };
}
