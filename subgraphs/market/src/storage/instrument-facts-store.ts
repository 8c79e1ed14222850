import type { DataSource, EntityManager } from 'typeorm';
import type { AdjustmentFactor } from '../domain/adjustment.ts';
import type { SymbolChange } from '../domain/symbol-history.ts';
import type { VenueDay } from '../domain/venue-calendars.ts';
import { AdjustmentFactorRow } from './rows/adjustment-factor-row.ts';
import { SymbolChangeRow } from './rows/symbol-change-row.ts';
import { VenueDayRow } from './rows/venue-day-row.ts';
import { rowsOf } from './sql.ts';

/** Splits, dividends, renames, delistings and venues' special days: told by commands and files, not by feeds. */
export class StoredInstrumentFacts {
  constructor(private readonly dataSource: DataSource) {}

  /** Rises with each change of anything here. */
  async version(): Promise<number> {
    const [row] = await rowsOf<{ version: string }>(
      { query: async (text) => ({ rows: await this.dataSource.query(text) }) },
      'SELECT version FROM market.facts_version',
    );
    return Number(row?.version ?? 0);
  }

  /** Oldest first. */
  async factorsOf(symbol: string): Promise<AdjustmentFactor[]> {
    const rows = await this.dataSource.getRepository(AdjustmentFactorRow).find({ where: { symbol }, order: { date: 'ASC' } });
    return rows.map(({ date, priceFactor, splitFactor, referencePrice }) => ({ date, priceFactor, splitFactor, referencePrice }));
  }

  async adjustedSymbols(): Promise<{ symbol: string; factors: number }[]> {
    const query = this.dataSource.getRepository(AdjustmentFactorRow).createQueryBuilder('f');
    return query
      .select('f.symbol', 'symbol')
      .addSelect('count(*)::integer', 'factors')
      .groupBy('f.symbol')
      .orderBy('f.symbol')
      .getRawMany<{ symbol: string; factors: number }>();
  }

  /** The whole table of a symbol: what was known of it before goes. None takes it away. */
  async saveFactors(symbol: string, factors: readonly AdjustmentFactor[]): Promise<void> {
    // Recordings tell theirs at each start.
    if (JSON.stringify(await this.factorsOf(symbol)) === JSON.stringify(factors.toSorted((a, b) => (a.date < b.date ? -1 : 1)))) return;
    await this.#change(async (entities) => {
      await entities.delete(AdjustmentFactorRow, { symbol });
      const rows = factors.map((factor) => Object.assign(new AdjustmentFactorRow(), { symbol, ...factor }));
      await entities.insert(AdjustmentFactorRow, rows);
    });
  }

  /** In order of time. */
  async symbolChanges(): Promise<SymbolChange[]> {
    const rows = await this.dataSource.getRepository(SymbolChangeRow).find({ order: { date: 'ASC', symbol: 'ASC' } });
    return rows.map(toChange);
  }

  /** One change per symbol and day: what was told before of that day goes. */
  async saveSymbolChange(change: SymbolChange): Promise<void> {
    const row = Object.assign(new SymbolChangeRow(), { became: null, ...change });
    await this.#change(async (entities) => {
      await entities.upsert(SymbolChangeRow, [row], ['symbol', 'date']);
    });
  }

  /** False when there was none. */
  async removeSymbolChange(symbol: string, date: string): Promise<boolean> {
    return this.#change(async (entities) => ((await entities.delete(SymbolChangeRow, { symbol, date })).affected ?? 0) > 0);
  }

  async venueDays(): Promise<VenueDay[]> {
    const rows = await this.dataSource.getRepository(VenueDayRow).find({ order: { venue: 'ASC', date: 'ASC' } });
    return rows.map(({ venue, date, opens, closes }) => ({ venue, date, opens, closes }));
  }

  /** All special days that are told of a venue beside our own table: what was told of it before goes. */
  async saveVenueDays(venue: string, days: readonly VenueDay[]): Promise<void> {
    await this.#change(async (entities) => {
      await entities.delete(VenueDayRow, { venue });
      const rows = days.map((day) => Object.assign(new VenueDayRow(), day, { venue }));
      await entities.insert(VenueDayRow, rows);
    });
  }

  #change<T>(work: (entities: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (entities) => {
      const answer = await work(entities);
      await entities.query('UPDATE market.facts_version SET version = version + 1');
      return answer;
    });
  }
}

function toChange({ symbol, date, kind, became }: SymbolChangeRow): SymbolChange {
  if (kind === 'RENAMED') return { kind, symbol, date, became: became ?? symbol };
  return { kind, symbol, date };
}
