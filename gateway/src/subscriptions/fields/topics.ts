import { isSymbol } from '@marketgraph/vocabulary';
import { GraphQLError } from 'graphql';
import { limits } from '../../limits/limits.ts';
import type { FieldArguments } from './subscription-field.ts';

/** The `symbols` argument without repeats; null when it was left out. */
export function symbolsOf(values: FieldArguments): readonly string[] | null {
  const given = values['symbols'];
  if (!Array.isArray(given)) return null;
  const symbols = [...new Set(given.map(String))];
  if (symbols.length === 0) throw badArgument('Name at least one symbol.');
  if (symbols.length > limits.symbols) throw badArgument(`At most ${limits.symbols} symbols fit in one subscription.`);
  const wrong = symbols.find((symbol) => !isSymbol(symbol));
  if (wrong !== undefined) throw badArgument(`${JSON.stringify(wrong.slice(0, 40))} is not a symbol.`);
  return symbols;
}

export function badArgument(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
