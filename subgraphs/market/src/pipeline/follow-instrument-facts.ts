import { type Clock, type Logger, type Part, periodicPart, reasonOf } from '@marketgraph/service';
import type { AdjustmentBook } from '../domain/adjustment-book.ts';
import type { InstrumentCatalogue } from '../domain/instrument-catalogue.ts';
import { type SymbolChange, SymbolHistory } from '../domain/symbol-history.ts';
import type { VenueCalendars, VenueDay } from '../domain/venue-calendars.ts';

/** How soon a process notices a rename or a split that a command has told. */
const EVERY_MS = 2_000;

export interface FactsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly catalogue: Pick<InstrumentCatalogue, 'rename'>;
  readonly adjustments: AdjustmentBook;
  readonly calendars: VenueCalendars;
  readonly facts: {
    version(): Promise<number>;
    symbolChanges(): Promise<SymbolChange[]>;
    adjustedSymbols(): Promise<{ symbol: string }[]>;
    venueDays(): Promise<VenueDay[]>;
  };
}

/** Keeps splits, dividends, renames, delistings and venues' special days in memory as they stand in Postgres; when it is away, what is known counts. */
export function followInstrumentFacts({ clock, logger, catalogue, adjustments, calendars, facts }: FactsOptions): Part {
  let known = 0;
  const refresh = async () => {
    const version = await facts.version();
    if (version === known) return;
    // Read after the version: a change in between is read again with the next one. Told together: no answer knows half of it.
    const [changes, adjusted, days] = await Promise.all([facts.symbolChanges(), facts.adjustedSymbols(), facts.venueDays()]);
    catalogue.rename(new SymbolHistory(changes));
    adjustments.replace(adjusted.map(({ symbol }) => symbol));
    calendars.replace(days);
    known = version;
  };
  const part = periodicPart({ name: 'instrument facts', everyMs: EVERY_MS, clock, logger, work: refresh });
  return {
    ...part,
    async start() {
      // Before the first answer; where Postgres is away, the rounds go on trying.
      await refresh().catch((error) => logger.warn('Instrument facts are not known yet.', { reason: reasonOf(error) }));
      await part.start();
    },
  };
}
