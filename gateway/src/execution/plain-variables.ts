import {
  type GraphQLInputType,
  GraphQLScalarType,
  type GraphQLSchema,
  isEnumType,
  isInputType,
  isListType,
  isNonNullType,
  isScalarType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import type { Members } from './members.ts';

type Check = (value: unknown) => boolean;

const MAX_INT = 2 ** 31;
/** Of scalars that say nothing of their values. */
const { parseValue: takeAsItIs } = new GraphQLScalarType({ name: 'Anything' });

/**
 * Whether values are exactly as the variables are declared. Where this says no, graphql-js judges, and says what is wrong: it would also take
 * a single value for a list. It costs a tenth of asking graphql-js each time.
 */
export function plainVariables(
  schema: GraphQLSchema,
  declared: readonly VariableDefinitionNode[],
): (variables: Readonly<Members>) => boolean {
  const checks = declared.map(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node as never);
    const isOfType = isInputType(type) ? checkOf(type) : never;
    const mayBeMissing = defaultValue !== undefined || !isNonNullType(type);
    return { name: variable.name.value, isOfType, mayBeMissing };
  });
  return (variables) =>
    checks.every(({ name, isOfType, mayBeMissing }) => {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
      return value === undefined ? mayBeMissing : isOfType(value);
    });
}

/** Input objects are for graphql-js: few queries have them, and then they are small. */
function checkOf(type: GraphQLInputType): Check {
  if (isNonNullType(type)) {
    const inner = checkOf(type.ofType);
    return (value) => value !== null && inner(value);
  }
  const check = ofNullable(type);
  return (value) => value === null || check(value);
}

function ofNullable(type: GraphQLInputType): Check {
  if (isListType(type)) {
    const item = checkOf(type.ofType);
    return (value) => Array.isArray(value) && value.every(item);
  }
  if (isEnumType(type)) return (value) => typeof value === 'string' && type.getValue(value) !== undefined;
  return isScalarType(type) ? ofScalar(type) : never;
}

function ofScalar({ name, parseValue }: GraphQLScalarType): Check {
  switch (name) {
    case 'String':
      return isText;
    case 'ID':
      return isText;
    case 'Boolean':
      return (value) => typeof value === 'boolean';
    case 'Int':
      return (value) => Number.isInteger(value) && (value as number) >= -MAX_INT && (value as number) < MAX_INT;
    case 'Float':
      return (value) => Number.isFinite(value);
    default:
      return parseValue === takeAsItIs ? () => true : never;
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function never(): boolean {
  return false;
}
