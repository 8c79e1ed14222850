import { MapWithCachedArrays } from '@apollo/federation-internals';

/** A fetch of a plan in the making, by its @apollo/query-planner's own words. */
interface FetchGroup {
  addParent(parent: { readonly group: FetchGroup }): void;
  parents(): readonly { readonly group: FetchGroup }[];
  isDescendantOf(other: FetchGroup): boolean;
  canMergeChildIn(child: FetchGroup): boolean;
}

let isMended = false;

/**
 * Two mends of the planner (2.14.4), by which fetches of a plan wait for each other:
 * - Where two fetches ask the same of a subgraph it merges them; where one follows the other it makes the merged one wait for itself, and then
 *   goes round in that circle until its memory is full (`@interfaceObject` with fields in two further subgraphs).
 * - What a field requires is merged into a fetch that comes before, also where it waits for what follows that one (a field that requires
 *   what requires another): a subgraph is asked for the field without being told what it needs.
 * The class of fetches is not exported: the first plan's first fetch is seen where the planner notes it.
 */
export function withMendedFetches<Plan>(plan: () => Plan): Plan {
  if (isMended) return plan();
  const { set } = MapWithCachedArrays.prototype;
  MapWithCachedArrays.prototype.set = function (key, value) {
    if (!isMended && isFetchGroup(value)) mend(Object.getPrototypeOf(value));
    return set.call(this, key, value);
  };
  try {
    return plan();
  } finally {
    MapWithCachedArrays.prototype.set = set;
  }
}

function isFetchGroup(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'addParent' in value;
}

function mend(group: FetchGroup): void {
  const { addParent, canMergeChildIn } = group;
  group.addParent = function (parent) {
    if (parent.group !== this) addParent.call(this, parent);
  };
  group.canMergeChildIn = function (child) {
    return canMergeChildIn.call(this, child) && !child.parents().some((parent) => parent.group.isDescendantOf(this));
  };
  isMended = true;
}
