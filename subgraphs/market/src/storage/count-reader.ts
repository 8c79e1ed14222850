import { type DataSource, In, IsNull, Not } from 'typeorm';
import { SeriesRow } from './rows/series-row.ts';

export interface SymbolCounts {
  readonly symbol: string;
  readonly source: string;
  readonly tradeCount: number;
  readonly quoteCount: number;
  readonly lastTradeAt: number | null;
  readonly newestAt: number;
}

export async function readCounts(dataSource: DataSource, symbols: readonly string[]): Promise<SymbolCounts[]> {
  const where = { symbol: In([...symbols]), newestAt: Not(IsNull()) };
  const rows = await dataSource.getRepository(SeriesRow).find({ where, order: { newestAt: 'DESC' } });
  return rows.map((row) => ({
    symbol: row.symbol,
    source: row.source,
    tradeCount: Number(row.tradeCount),
    quoteCount: Number(row.quoteCount),
    lastTradeAt: row.lastTradeAt?.getTime() ?? null,
    newestAt: row.newestAt?.getTime() ?? 0,
  }));
}
