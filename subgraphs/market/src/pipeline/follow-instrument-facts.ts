import { type Clock, type Logger, type Part, periodicPart, reasonOf } from '@marketgraph/service';
import type { AdjustmentBook } from '../domain/adjustment-book.ts';
import type { InstrumentCatalogue } from '../domain/instrument-catalogue.ts';
import { type SymbolChange, SymbolHistory } from '../domain/symbol-history.ts';

/** How soon a process notices a rename or a split that a command has told. */
const EVERY_MS = 2_000;

export interface FactsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly catalogue: Pick<InstrumentCatalogue, 'rename'>;
  readonly adjustments: AdjustmentBook;
  readonly facts: {
    version(): Promise<number>;
    symbolChanges(): Promise<SymbolChange[]>;
    adjustedSymbols(): Promise<{ symbol: string }[]>;
  };
}

/** Keeps splits, dividends, renames and delistings in memory as they stand in Postgres; when it is away, what is known counts. */
export function followInstrumentFacts({ clock, logger, catalogue, adjustments, facts }: FactsOptions): Part {
  let known = 0;
  const refresh = async () => {
    const version = await facts.version();
    if (version === known) return;
    // Read after the version: a change in between is read again with the next one.
    catalogue.rename(new SymbolHistory(await facts.symbolChanges()));
    adjustments.replace((await facts.adjustedSymbols()).map(({ symbol }) => symbol));
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
