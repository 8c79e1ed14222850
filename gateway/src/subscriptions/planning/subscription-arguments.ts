import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLError,
  type GraphQLField,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  valueFromAST,
  visit,
} from 'graphql';
import { getArgumentValues, getVariableValues } from 'graphql/execution/values.js';
import { plainVariables } from '../../execution/plain-variables.ts';
import type { Supergraph } from '../../supergraph/supergraph.ts';
import type { FieldArguments } from '../fields/subscription-field.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What one subscriber gives an operation: made ready once, read for each who comes. */
export interface SubscriptionArguments {
  /** Of the operation, as they are declared. */
  variables(given: Variables): { readonly coerced: Variables; readonly errors?: undefined } | { readonly errors: readonly GraphQLError[] };
  /** Of the root field; throws what is wrong with them. */
  values(coerced: Variables): FieldArguments;
}

/** Those who come back come in a crowd: what is exactly as it is declared is taken as it is, and graphql-js is asked for the rest. */
export function compileArguments({ api }: Supergraph, operation: OperationDefinitionNode, root: FieldNode): SubscriptionArguments | null {
  const definition = api.getSubscriptionType()?.getFields()[root.name.value];
  if (!definition) return null;
  const declared = operation.variableDefinitions ?? [];
  const names = declared.map(({ variable }) => variable.name.value);
  const mayBeTaken = declared.some(({ defaultValue }) => defaultValue) ? () => false : plainVariables(api, declared);
  const taken = takenValues(definition, root);
  return {
    variables: (given) =>
      mayBeTaken(given)
        ? { coerced: picked(given, names) }
        : getVariableValues(api, declared, given, { maxErrors: 20, hideSuggestions: true }),
    values: (coerced) => taken?.(coerced) ?? getArgumentValues(definition, root, coerced),
  };
}

function picked(given: Variables, names: readonly string[]): Variables {
  const coerced: Record<string, unknown> = {};
  for (const name of names) if (Object.hasOwn(given, name)) coerced[name] = given[name];
  return coerced;
}

/** False where graphql-js must judge. */
type Taken = (into: Record<string, unknown>, coerced: Variables) => boolean;

/** Null where a variable stands inside of a literal. */
function takenValues(definition: GraphQLField<unknown, unknown>, root: FieldNode): ((coerced: Variables) => FieldArguments | null) | null {
  const written = new Map(root.arguments?.map(({ name, value }) => [name.value, value]));
  const takers = definition.args.map((argument) => takerOf(argument, written.get(argument.name)));
  if (takers.includes(null)) return null;
  return (coerced) => {
    const values: Record<string, unknown> = {};
    return takers.every((take) => take?.(values, coerced)) ? values : null;
  };
}

function takerOf({ name, type, defaultValue }: GraphQLArgument, node: ValueNode | undefined): Taken | null {
  const mustBeGiven = isNonNullType(type);
  const leaveOut: Taken = (into) => {
    if (defaultValue !== undefined) into[name] = defaultValue;
    return !mustBeGiven;
  };
  if (!node) return leaveOut;
  if (node.kind === Kind.VARIABLE) {
    const variable = node.name.value;
    return (into, coerced) => {
      if (!Object.hasOwn(coerced, variable)) return leaveOut(into, coerced);
      into[name] = coerced[variable];
      return !(mustBeGiven && coerced[variable] === null);
    };
  }
  const literal = hasVariables(node) ? undefined : valueFromAST(node, type);
  if (literal === undefined) return null;
  return (into) => {
    into[name] = literal;
    return true;
  };
}

function hasVariables(node: ValueNode): boolean {
  let found = false;
  visit(node, {
    Variable() {
      found = true;
    },
  });
  return found;
}
