import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';

/**
 * The root of a subscription may not depend on a condition: the planner throws on it, and so does graphql-js' own rule
 * for single roots, which would close the socket. This rule therefore runs alone, before the others.
 */
export function NoConditionalRoot(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation === 'subscription') checkRoot(operation.selectionSet, context, new Set());
    },
  };
}

function checkRoot(set: SelectionSetNode, context: ValidationContext, seen: Set<string>): void {
  for (const selection of set.selections) {
    if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) {
      context.reportError(new GraphQLError('@skip and @include are not allowed on the root of a subscription.', { nodes: selection }));
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) checkRoot(selection.selectionSet, context, seen);
    if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
    seen.add(selection.name.value);
    const fragment = context.getFragment(selection.name.value);
    if (fragment) checkRoot(fragment.selectionSet, context, seen);
  }
}
