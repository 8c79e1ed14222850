import type { GraphQLError } from 'graphql';
import { exceeded } from './exceeded.ts';
import { limits } from './limits.ts';

/**
 * What variables hold, looked at level by level and not by a function that calls itself: graphql-js takes them apart in one that does, and
 * what was parsed may be nested deeper than the stack is.
 */
export function variablesFault(variables: unknown): GraphQLError | null {
  const { variableDepth, variableValues } = limits;
  let level = membersOf([variables]);
  let values = 0;
  for (let depth = 1; level.length > 0; depth++) {
    values += level.length;
    if (values > variableValues) return exceeded('VARIABLE_VALUES', variableValues, `Variables may hold ${variableValues} values.`);
    level = membersOf(level);
    if (depth > variableDepth && level.length > 0)
      return exceeded('VARIABLE_DEPTH', variableDepth, `Variables may nest ${variableDepth} levels deep.`);
  }
  return null;
}

/** Of all lists and objects among them. */
function membersOf(values: readonly unknown[]): readonly unknown[] {
  const members: unknown[] = [];
  for (const value of values) {
    if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) members.push(member);
  }
  return members;
}
