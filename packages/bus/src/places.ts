import type { LogPlace } from './log.ts';
import { reaches } from './positions.ts';

/** Whether all that lies before one place lies before the other, too; places of two epochs cannot be compared. */
export function isBehind(place: LogPlace, other: LogPlace): boolean {
  return place.epoch === other.epoch && reaches(other.positions, place.positions);
}
