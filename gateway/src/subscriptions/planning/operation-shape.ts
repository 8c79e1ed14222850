import {
  type DocumentNode,
  type GraphQLSchema,
  print,
  separateOperations,
  stripIgnoredCharacters,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

export interface OperationShape {
  /** The operation without its name and without the arguments of its root field. */
  readonly text: string;
  /** Variables that still matter, by name. */
  readonly variables: readonly string[];
}

/**
 * What subscribers must share to share an execution. The root field's arguments only choose events, never what
 * is shown of them, so different watchlists have one shape.
 */
export function operationShape(schema: GraphQLSchema, document: DocumentNode, operationName: string): OperationShape {
  const own = separateOperations(document)[operationName] ?? document;
  const root = schema.getSubscriptionType();
  const info = new TypeInfo(schema);
  const bare = visit(
    own,
    visitWithTypeInfo(info, {
      Field: (node) => (info.getParentType() === root ? { ...node, arguments: [] } : undefined),
      OperationDefinition: { leave: ({ name: _, ...node }) => node },
    }),
  );
  const used = new Set<string>();
  visit(bare, { VariableDefinition: () => false, Variable: ({ name }) => void used.add(name.value) });
  const shaped = visit(bare, { VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null) });
  return { text: stripIgnoredCharacters(print(shaped)), variables: [...used].sort() };
}
