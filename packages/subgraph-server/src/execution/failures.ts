import type { ExecutionResult } from 'graphql';
import type { Failure } from './places.ts';

type Path = readonly (string | number)[];

/** The answer, with null where a failure rises to, and one error for each place that is empty because of one. */
export function toldFailures(data: Record<string, unknown>, failures: readonly Failure[]): ExecutionResult<Record<string, unknown>> {
  if (failures.length === 0) return { data };
  const answer = { data };
  for (const { path, up } of failures) empty(answer, ['data', ...path.slice(0, Math.max(0, path.length - up))]);
  const emptied = new Set<string>();
  const told = failures.filter(({ path }) => {
    const place = emptyPlace(answer.data, path);
    if (emptied.has(place)) return false;
    emptied.add(place);
    return true;
  });
  return { errors: told.map(({ error }) => error), ...answer };
}

function empty(answer: object, path: Path): void {
  const [last = ''] = path.slice(-1);
  const around = valueAt(answer, path.slice(0, -1));
  if (around) around[last] = null;
}

function valueAt(answer: unknown, path: Path): Record<string | number, unknown> | null | undefined {
  return path.reduce((value, key) => (value as Record<string | number, unknown> | null | undefined)?.[key], answer) as never;
}

/** The last place on the way that is still there. */
function emptyPlace(data: unknown, path: Path): string {
  let value = data;
  const keys: (string | number)[] = [];
  for (const key of path) {
    if (value === null || value === undefined) break;
    keys.push(key);
    value = (value as Record<string | number, unknown>)[key];
  }
  return JSON.stringify(keys);
}
