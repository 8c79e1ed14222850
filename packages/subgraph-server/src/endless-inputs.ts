import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  Kind,
  type TypeNode,
} from 'graphql';

/** Whether a variable is an input object that may hold another one of its own type, however deep: graphql-jit writes such types out without end. */
export function hasEndlessInput(schema: GraphQLSchema, { definitions }: DocumentNode): boolean {
  return definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      (definition.variableDefinitions ?? []).some(({ type }) => holdsItself(schema.getType(nameOf(type)), [])),
  );
}

function holdsItself(type: GraphQLNamedType | undefined, around: readonly GraphQLNamedType[]): boolean {
  if (!isInputObjectType(type)) return false;
  if (around.includes(type)) return true;
  const within = [...around, type];
  return Object.values(type.getFields()).some((field) => holdsItself(getNamedType(field.type), within));
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
