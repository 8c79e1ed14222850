import { type DocumentNode, GraphQLError, Kind, visit } from 'graphql';

/**
 * A variable with a default may stand in `@include(if: ...)` and still be given as null. Validation cannot see that and the
 * planner's conditions fail on it, so it is looked for before anything is planned.
 */
export function nullCondition(document: DocumentNode, variables: Readonly<Record<string, unknown>>): GraphQLError | null {
  let fault: GraphQLError | null = null;
  visit(document, {
    Directive(node) {
      const [condition] = node.arguments ?? [];
      if (condition?.value.kind !== Kind.VARIABLE || variables[condition.value.name.value] !== null) return;
      const message = `$${condition.value.name.value} is the condition of @${node.name.value} and cannot be null.`;
      fault ??= new GraphQLError(message, { nodes: node, extensions: { code: 'BAD_USER_INPUT' } });
    },
  });
  return fault;
}
