import type { ExecutionResult } from 'graphql';
import type { Failure } from './places.ts';

type Path = readonly (string | number)[];

/** The answer, with null where a failure rises to. As by graphql-js what fails below a place that is empty already is not told. */
export function toldFailures(data: Record<string, unknown>, failures: readonly Failure[]): ExecutionResult<Record<string, unknown>> {
  if (failures.length === 0) return { data };
  const answer = { data };
  const told = failures.filter((failure) => empties(answer, failure));
  return { errors: told.map(({ error }) => error), ...answer };
}

/** False where that place, or one that it is in, is empty because of another failure. */
function empties(answer: object, { path, up }: Failure): boolean {
  const place = ['data', ...path.slice(0, Math.max(0, path.length - up))];
  const [last = ''] = place.slice(-1);
  const around = valueAt(answer, place.slice(0, -1));
  // What fails and may be null itself has been written as null when it failed.
  if (!around || (up > 0 && around[last] === null)) return false;
  around[last] = null;
  return true;
}

function valueAt(answer: unknown, path: Path): Record<string | number, unknown> | null | undefined {
  return path.reduce((value, key) => (value as Record<string | number, unknown> | null | undefined)?.[key], answer) as never;
}
