import { isDecimal } from '@marketgraph/vocabulary';
import { instantOfWall } from '../../domain/time-zone.ts';
import { isRecord } from '../wire-mapper.ts';

export type Fields = Readonly<Record<string, unknown>>;

/**
 * A field by its word: its number changes with the function ("1. open", "05. price"), and older answers have a letter and the currency with it
 * ("1a. open (CNY)", "1b. open (USD)"), of which the one that was asked for counts.
 */
export function field(fields: Fields, word: string, currency = 'USD'): string | null {
  const named = Object.entries(fields).filter(([name]) => wordOf(name) === word.toLowerCase());
  const [, value] = named.find(([name]) => name.endsWith(`(${currency})`)) ?? named.find(([name]) => !name.endsWith(')')) ?? [];
  return typeof value === 'string' ? value.trim() : null;
}

function wordOf(name: string): string {
  return name
    .replace(/^\d+[a-z]?\.\s*/, '')
    .replace(/\s*\([A-Z]+\)$/, '')
    .toLowerCase();
}

/** A decimal of the answer; null for what is missing ("-", ".", "None"). */
export function decimal(text: string | null): string | null {
  return text !== null && isDecimal(text) ? text : null;
}

/** The object that stands under the first name that begins so. */
export function section(body: unknown, begins: string): Fields | null {
  if (!isRecord(body)) return null;
  const [, found] = Object.entries(body).find(([name]) => name.startsWith(begins)) ?? [];
  return isRecord(found) ? found : null;
}

/** "2026-01-05" or "2026-01-05 09:35:00" as clocks of the zone show it. */
export function instantOf(text: string, timezone: string): number | null {
  const [, day, time = '00:00:00'] = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}(?::\d{2})?))?$/.exec(text) ?? [];
  if (day === undefined) return null;
  const wall = Date.parse(`${day}T${time}Z`);
  return Number.isNaN(wall) ? null : instantOfWall(wall, timezone);
}

/** "US/Eastern", "UTC"; null for a zone that nobody knows. */
export function zoneOf(text: string | null): string | null {
  if (text === null) return null;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: text });
    return text;
  } catch {
    return null;
  }
}
