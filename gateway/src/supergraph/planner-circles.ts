import { MapWithCachedArrays } from '@apollo/federation-internals';

/** A fetch of a plan in the making, by its @apollo/query-planner's own words. */
interface FetchGroup {
  addParent(parent: { readonly group: FetchGroup }): void;
}

let isMended = false;

/**
 * Where two fetches ask the same of a subgraph, the planner merges them: where one follows the other, it makes the merged one wait for itself,
 * and then goes round in that circle until its memory is full (2.14.4; `@interfaceObject` with fields in two further subgraphs). Nothing
 * else is wrong with the merged fetch. Its class is not exported: the first plan's first fetch is seen where the planner notes it.
 */
export function withoutCircles<Plan>(plan: () => Plan): Plan {
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
  const { addParent } = group;
  group.addParent = function (parent) {
    if (parent.group !== this) addParent.call(this, parent);
  };
  isMended = true;
}
