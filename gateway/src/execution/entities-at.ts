import { hasOwn, isMembers, type Members, ownOf } from './members.ts';

/** Where entities stand in an answer: names of members, and `@` for each item of a list. */
export type EntityPath = readonly (string | number)[];
export type Place = readonly (string | number)[];

/** What lies at a path: one value, or a list of all that lists on the way lead to. Undefined or null: nothing does, or what is on the way is not what its type says. */
export function valuesAt(data: unknown, path: EntityPath): unknown {
  if (!path.includes('@')) return follow(data, path, 0);
  const found: unknown[] = [];
  return collect(data, path, 0, found) ? found : null;
}

/** The objects among them that are there. */
export function entitiesIn(values: unknown): Members[] {
  return (Array.isArray(values) ? values : [values]).filter(isMembers);
}

/** Down to the next list or to the end. */
function follow(data: unknown, path: EntityPath, from: number): unknown {
  let value = data;
  for (let index = from; index < path.length; index++) {
    if (value === null || value === undefined || path[index] === '@') return value;
    if (Array.isArray(value)) return undefined;
    value = ownOf(value as Members, String(path[index]));
  }
  return value;
}

/** False where there is nothing to go down to. */
function collect(data: unknown, path: EntityPath, from: number, found: unknown[]): boolean {
  const list = path.indexOf('@', from);
  const value = follow(data, path, from);
  if (value === null || value === undefined) return false;
  if (list < 0) {
    if (Array.isArray(value)) for (const item of value) found.push(item);
    else found.push(value);
    return true;
  }
  if (!Array.isArray(value)) return false;
  for (const item of value) collect(item, path, list + 1, found);
  return true;
}

/** Where each of the objects at a path stands, in the order of `entitiesIn`: an error of an entity is told there. */
export function placesAt(data: unknown, path: EntityPath): Place[] {
  const places: Place[] = [];
  placeBelow(data, path, 0, [], places);
  return places;
}

function placeBelow(data: unknown, path: EntityPath, from: number, parent: Place, places: Place[]): void {
  const head = path[from];
  if (Array.isArray(data)) {
    const next = head === '@' ? from + 1 : from;
    for (const [index, item] of data.entries()) placeBelow(item, path, next, [...parent, index], places);
  } else if (isMembers(data)) {
    if (head === undefined) places.push(parent);
    else if (hasOwn(data, String(head))) placeBelow(data[String(head)], path, from + 1, [...parent, String(head)], places);
  }
}
