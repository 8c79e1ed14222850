import { decodeCursor } from '@marketgraph/bus';
import type { Told } from './recording-sink.ts';

export const QUOTES =
  'subscription($s: [String!]!, $after: Cursor, $pace: PaceInput) { quoteUpdated(symbols: $s, after: $after, pace: $pace) { cursor symbol price instrument { name } } }';
export const TRADES =
  'subscription($s: [String!]!, $after: Cursor) { tradeReported(symbols: $s, after: $after) { cursor symbol tradeId } }';
export const ALERTS = 'subscription($after: Cursor) { alertChanged(after: $after) { cursor alertId alert { message } } }';
export const UPDATES =
  'subscription($s: [String!]!, $causes: [UpdateCause!]) { instrumentUpdated(symbols: $s, causes: $causes) { cursor cause symbol } }';

export const ann = { id: 'ann', role: 'USER' } as const;
export const bob = { id: 'bob', role: 'USER' } as const;

export function values(told: readonly Told[], field: string, member: string): unknown[] {
  return told.map(({ data }) => data[field]?.[member]);
}

export function cursors(told: readonly Told[]): string[] {
  return told.map(({ data }) => String(Object.values(data)[0]?.['cursor']));
}

/** One after the other, whether by whole entries or by items of one. */
export function rises(told: readonly Told[]): boolean {
  const places = cursors(told).map((cursor) => decodeCursor(cursor));
  return places.every((place, index) => {
    const before = places[index - 1];
    if (index === 0 || !place || !before) return place !== null;
    const sums = [before, place].map(({ positions }) => positions.reduce((sum, position) => sum + position, 0));
    const [first = 0, second = 0] = sums;
    const item = (of: typeof place) => of.partial?.item ?? Number.POSITIVE_INFINITY;
    return (
      place.positions.every((position, partition) => position >= (before.positions[partition] ?? 0)) &&
      (second > first || item(place) > item(before))
    );
  });
}
