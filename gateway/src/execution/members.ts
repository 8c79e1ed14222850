/** An object of an answer. Whatever a subgraph sends may be in it, members named like those of every object included. */
export type Members = Record<string, unknown>;

export function hasOwn(members: unknown, key: string): boolean {
  return Object.hasOwn(members as object, key);
}

/** A member of its own; never what every object inherits. */
export function ownOf(members: Members, key: string): unknown {
  const value = members[key];
  return mayBeInherited(value, key) && !hasOwn(members, key) ? undefined : value;
}

/** What objects and lists inherit are functions, but for `__proto__`: of everything else nothing more is asked, which is what most of an answer is. */
function mayBeInherited(value: unknown, key: string): boolean {
  return typeof value === 'function' || key === '__proto__';
}

/** The same, and what is assigned to the key from now on is a member too: `__proto__` is a name like any other. */
export function ownPlace(members: Members, key: string): unknown {
  const value = members[key];
  if (!mayBeInherited(value, key) || hasOwn(members, key)) return value;
  Object.defineProperty(members, key, { configurable: true, enumerable: true, value: undefined, writable: true });
  return undefined;
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
