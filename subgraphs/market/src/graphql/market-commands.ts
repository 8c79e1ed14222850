import { UserErrorType } from '@marketgraph/subgraph-server';
import type { UserError } from '@marketgraph/vocabulary';
import type { FetchQueue, PolledFeeds } from '../domain/fetch-requests.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { SymbolLookup } from '../domain/symbol-lookup.ts';

/** What administrators may have market do. */
export interface MarketCommands {
  readonly polled: PolledFeeds;
  readonly fetches: FetchQueue;
  /** Those that were asked for beside the configured ones. */
  trackedSymbols(): Promise<ReadonlySet<string>>;
  track(instrument: Instrument): Promise<void>;
  /** Who may be asked whether there is such a share; null where nobody can be. */
  readonly lookup: SymbolLookup | null;
}

export function toUserErrors(errors: readonly UserError[]): UserErrorType[] {
  return errors.map(({ code, message, field }) => Object.assign(new UserErrorType(), { code, message, field: field && [...field] }));
}
