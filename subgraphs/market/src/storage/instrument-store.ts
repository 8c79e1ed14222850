import type { DataSource } from 'typeorm';
import type { Instrument } from '../domain/instrument.ts';
import type { InstrumentStore } from '../domain/ports.ts';
import { InstrumentRow } from './rows/instrument-row.ts';

/** A statement takes 65,535 parameters: some thousands of rows. */
const AT_ONCE = 1_000;

export class StoredInstruments implements InstrumentStore {
  constructor(private readonly dataSource: DataSource) {}

  async save(instruments: readonly Instrument[]): Promise<void> {
    // In one order for all, so that processes that start together do not wait for each other in a circle.
    const rows = instruments.map(toRow).sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      await this.dataSource.getRepository(InstrumentRow).upsert(rows.slice(from, from + AT_ONCE), ['symbol']);
    }
  }

  async all(): Promise<Instrument[]> {
    const rows = await this.dataSource.getRepository(InstrumentRow).find({ order: { symbol: 'ASC' } });
    return rows.map(toInstrument);
  }
}

function toRow({ symbol, name, assetClass, region, currency, exchange, sector, tickSize }: Instrument): InstrumentRow {
  return Object.assign(new InstrumentRow(), { symbol, name, assetClass, region, currency, exchange, sector, tickSize });
}

function toInstrument({ symbol, name, assetClass, region, currency, exchange, sector, tickSize }: InstrumentRow): Instrument {
  return { symbol, name, assetClass, region, currency, exchange, sector, tickSize };
}
