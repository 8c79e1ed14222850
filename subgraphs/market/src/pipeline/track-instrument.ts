import type { Log } from '@marketgraph/bus';
import type { AnyNewEvent } from '@marketgraph/events';
import type { Clock } from '@marketgraph/service';
import type { Instrument } from '../domain/instrument.ts';
import type { Sql } from '../storage/sql.ts';
import { saveTracked } from '../storage/tracked-instruments.ts';
import { instrumentListed } from './ingest-announce.ts';

export interface TrackingPlace {
  readonly database: { transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> };
  readonly log: Pick<Log, 'appendIn'>;
  readonly clock: Clock;
}

/** Keeps the instrument, lists it for all who know instruments, and has feeds follow it, in one transaction. */
export async function trackInstrument({ database, log, clock }: TrackingPlace, instrument: Instrument): Promise<void> {
  const now = clock.now();
  const { symbol } = instrument;
  const tracked: AnyNewEvent = { type: 'InstrumentTracked', key: symbol, occurredAt: now, receivedAt: now, payload: { symbol } };
  await database.transaction(async (sql) => {
    await saveTracked(sql, instrument, now);
    await log.appendIn(sql, [instrumentListed(instrument, now), tracked]);
  });
}
