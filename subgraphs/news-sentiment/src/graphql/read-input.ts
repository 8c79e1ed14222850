import { badInput, decodePageCursor } from '@marketgraph/subgraph-server';
import { DAY_MS, type Interval, intervalMs, parseDuration, SECOND_MS } from '@marketgraph/vocabulary';
import type { ArticleSearch } from '../storage/article-reader.ts';
import type { SignalSearch } from '../storage/signal-reader.ts';
import type { ArticleFilterInput, SignalFilterInput } from './inputs.ts';

const MAX_NAMES = 500;
const MAX_WORDS = 8;
const MAX_SEARCH_LENGTH = 200;
const MAX_POINTS = 2_000;
const LONGEST_WINDOW_MS = 366 * DAY_MS;
const DEFAULT_POINTS = 168;

/** What a page is ordered by: an instant and the key that breaks ties. */
export interface Place {
  readonly at: number;
  readonly key: string;
}

export function readPlace(cursor: string | null | undefined): Place | null {
  if (cursor === null || cursor === undefined) return null;
  const [at, key] = decodePageCursor(cursor, 2);
  const valid = typeof at === 'number' && Math.abs(at) <= 8.64e15 && typeof key === 'string' && !key.includes('\0');
  if (!valid) throw badInput('MALFORMED_CURSOR', 'This page cursor was not given out by this field.');
  return { at, key };
}

export const placeKey = (at: number, key: string): [number, string] => [at, key];

export function readArticleFilter(filter: ArticleFilterInput | null | undefined): ArticleSearch {
  if (!filter) return {};
  return {
    ...range(filter),
    ...(filter.symbols ? { symbols: names('symbols', filter.symbols) } : {}),
    ...(filter.label ? { labels: filter.label } : {}),
    ...(filter.publisher ? { publishers: names('publisher', filter.publisher) } : {}),
    ...(filter.search ? { words: words(filter.search) } : {}),
  };
}

export function readSignalFilter(filter: SignalFilterInput | null | undefined): SignalSearch {
  if (!filter) return {};
  return {
    ...range(filter),
    ...(filter.symbols ? { symbols: names('symbols', filter.symbols) } : {}),
    ...(filter.action ? { actions: filter.action } : {}),
  };
}

export function readWindow(window: string): number {
  const ms = parseDuration(window);
  if (ms === null || ms < SECOND_MS || ms > LONGEST_WINDOW_MS) throw badInput('BAD_RANGE', 'A window lasts from one second to 366 days.');
  return ms;
}

/** Half-open. Left out, `to` is now, and `from` so far before it that a chart is full. */
export function readHistoryRange(interval: Interval, now: number, from?: number | null, to?: number | null): { from: number; to: number } {
  const end = to ?? now + 1;
  const start = from ?? end - DEFAULT_POINTS * intervalMs[interval];
  if (start >= end) throw badInput('BAD_RANGE', '`from` must be before `to`.');
  if ((end - start) / intervalMs[interval] > MAX_POINTS) {
    throw badInput('RANGE_TOO_LARGE', `A history has at most ${MAX_POINTS} intervals; choose longer ones or a shorter range.`);
  }
  return { from: start, to: end };
}

function range({ from, to }: { from?: number | null; to?: number | null }): { from?: number; to?: number } {
  if (from != null && to != null && from >= to) throw badInput('BAD_RANGE', '`from` must be before `to`.');
  return { ...(from != null ? { from } : {}), ...(to != null ? { to } : {}) };
}

function names(field: string, given: readonly string[]): string[] {
  if (given.length > MAX_NAMES) throw badInput('BAD_USER_INPUT', `\`${field}\` takes at most ${MAX_NAMES} entries.`);
  return given.map(withoutNul);
}

function words(search: string): string[] {
  if (search.length > MAX_SEARCH_LENGTH) throw badInput('BAD_USER_INPUT', `\`search\` takes at most ${MAX_SEARCH_LENGTH} characters.`);
  return withoutNul(search).split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
}

/** Postgres has no text with a zero byte: such a name matches nothing, and must not become a fault. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
