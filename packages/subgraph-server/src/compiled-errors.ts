import { type ExecutionResult, GraphQLError } from 'graphql';

/** Variables did not fit: nothing has been executed. */
export function isRefusedBeforehand({ data, errors = [] }: ExecutionResult): boolean {
  return !data && errors.every(({ path }) => !path);
}

/** Errors as graphql-js tells them: with what was thrown as their cause, and one for each place that is empty because of one. */
export function asTold({ data, errors = [] }: ExecutionResult): ExecutionResult {
  const emptied = new Set<string>();
  const told = errors.filter(({ path = [] }) => {
    const place = emptyPlace(data, path);
    if (emptied.has(place)) return false;
    emptied.add(place);
    return true;
  });
  return { data: data ?? null, errors: told.map(located) };
}

/** The last place on the way that is still there. */
function emptyPlace(data: unknown, path: readonly (string | number)[]): string {
  let value = data;
  const names: (string | number)[] = [];
  for (const name of path) {
    if (value === null || value === undefined) break;
    names.push(name);
    value = (value as Record<string | number, unknown>)[name];
  }
  return JSON.stringify(names);
}

/** What breaks the schema's promises has no cause in graphql-jit. In graphql-js it is an Error where null stands for a value, and a GraphQLError otherwise. */
function located({ message, path, originalError }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { path: path ?? null, originalError: originalError ?? causeOf(message) });
}

function causeOf(message: string): Error {
  return message.startsWith('Cannot return null ') ? new Error(message) : new GraphQLError(message);
}
