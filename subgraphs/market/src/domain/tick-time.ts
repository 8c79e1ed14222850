import { DAY_MS, type Provenance } from '@marketgraph/vocabulary';

/** What has a day's partition; a time in other units than milliseconds lies beyond it. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-01-01T00:00:00Z');

/**
 * No venue tells what will be. A clock that is wrong by a time zone, ours or the venue's, is within a day; what lies further ahead would
 * close every candle until then, and be the newest price for as long.
 */
const MOST_AHEAD_MS = DAY_MS;

/** Whether anything can be recorded under this time, in ms; never for what is no whole number. */
export function isRecordable(at: number): boolean {
  return Number.isSafeInteger(at) && at >= EARLIEST && at < LATEST;
}

/** Whether a price of this time can have been received: a venue that is live tells what was, since there are venues. */
export function isPossible(at: number, { provenance, receivedAt }: { provenance: Provenance; receivedAt: number }): boolean {
  if (provenance !== 'LIVE' && provenance !== 'DELAYED') return isRecordable(at);
  return Number.isSafeInteger(at) && at >= 0 && at <= receivedAt + MOST_AHEAD_MS;
}
