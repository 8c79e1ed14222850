import { isMembers, type Members, ownPlace } from './members.ts';

/**
 * Adds to an object what another fetch answered of it; lists of the same length are one list. `copies`: the answer belongs to someone
 * else and is written into later, so that nothing of it becomes part of the target.
 */
export function mergeInto(target: Members, answer: unknown, copies: boolean): void {
  if (answer === undefined || answer === null) return;
  for (const key of Object.keys(answer)) {
    const told = (answer as Members)[key];
    if (told !== undefined && !mergeMember(ownPlace(target, key), told, copies)) target[key] = copies ? copyOf(told) : told;
  }
}

/** False where what is held must make way. */
function mergeMember(held: unknown, told: unknown, copies: boolean): boolean {
  if (isMembers(held) && isMembers(told)) mergeInto(held, told, copies);
  else if (Array.isArray(told) && Array.isArray(held) && told.length === held.length) mergeLists(held, told, copies);
  else return false;
  return true;
}

function mergeLists(held: unknown[], told: readonly unknown[], copies: boolean): void {
  for (const [index, item] of told.entries()) {
    const own = held[index];
    if (isMembers(own) && isMembers(item)) mergeInto(own, item, copies);
    else held[index] = copies ? copyOf(item) : item;
  }
}

export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isMembers(value)) return value;
  const copy: Members = {};
  mergeInto(copy, value, true);
  return copy;
}
