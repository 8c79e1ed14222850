import { insertRows } from '@marketgraph/postgres';
import type { ListedInstrument } from '../domain/instrument.ts';
import { rowsOf, type Sql } from './sql.ts';

const COLUMNS = { symbol: 'text', name: 'text', asset_class: 'text' };

/** The projection of `InstrumentListed`. */
export class InstrumentStore {
  constructor(private readonly sql: Sql) {}

  async save(sql: Sql, instruments: readonly ListedInstrument[]): Promise<void> {
    const newest = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
    const rows = [...newest.values()].map(({ symbol, name, assetClass }) => ({ symbol, name, asset_class: assetClass }));
    // In one order for all, so that writers never wait for each other in a circle.
    rows.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
    const conflict = '(symbol) DO UPDATE SET name = EXCLUDED.name, asset_class = EXCLUDED.asset_class';
    await insertRows(sql, { table: 'news_sentiment.instruments', columns: COLUMNS, rows, conflict });
  }

  all(): Promise<ListedInstrument[]> {
    return rowsOf(this.sql, 'SELECT symbol, name, asset_class AS "assetClass" FROM news_sentiment.instruments ORDER BY symbol');
  }

  async names(symbols: readonly string[]): Promise<Map<string, string>> {
    const text = 'SELECT symbol, name FROM news_sentiment.instruments WHERE symbol = ANY($1)';
    const rows = await rowsOf<{ symbol: string; name: string }>(this.sql, text, [symbols]);
    return new Map(rows.map(({ symbol, name }) => [symbol, name]));
  }
}
