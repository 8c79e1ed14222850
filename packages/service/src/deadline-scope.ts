import { AsyncLocalStorage } from 'node:async_hooks';
import type { Deadline } from './deadline.ts';

const scope = new AsyncLocalStorage<Deadline | undefined>();

/** Whatever `work` does, and whatever that waits for, has this deadline: a statement of Postgres finds it without being handed it. */
export function withinDeadline<T>(deadline: Deadline, work: () => T): T {
  return scope.run(deadline, work);
}

/** For what one request begins and others use as well: it does not end with the one that happened to begin it. */
export function withoutDeadline<T>(work: () => T): T {
  return scope.run(undefined, work);
}

export function currentDeadline(): Deadline | undefined {
  return scope.getStore();
}
