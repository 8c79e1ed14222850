import type { Freshness } from '@marketgraph/vocabulary';

/** Freshness hides where a number comes from while its venue is closed, so the source is asked as well. */
export function provenanceOf(freshness: Freshness, source: string): 'SIMULATED' | 'REPLAYED' | null {
  if (freshness === 'SIMULATED' || /\bsimulat/i.test(source)) return 'SIMULATED';
  return freshness === 'REPLAYED' || /\b(recording|replay)/i.test(source) ? 'REPLAYED' : null;
}

const recentMs = 5 * 60_000;

/** A price that still arrives while the venue is closed is made outside its hours; an old one stands since the close. */
export function venueState(open: boolean | undefined, asOf: string, now: number): 'open' | 'closed' | 'after-hours' {
  if (open !== false) return 'open';
  return now - Date.parse(asOf) < recentMs ? 'after-hours' : 'closed';
}
