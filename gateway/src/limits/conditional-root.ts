import { type DocumentNode, GraphQLError, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { fragmentsByName } from '../queries/fragments-by-name.ts';

type Fragments = ReturnType<typeof fragmentsByName>;

/**
 * The root of a subscription may not depend on a condition: the planner throws on it, and so does graphql-js' own rule for single roots,
 * which would close a socket and make a 500 of a request. It is looked for before anything is validated.
 */
export function conditionalRootFault(document: DocumentNode): GraphQLError | null {
  const fragments = fragmentsByName(document);
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION || node.operation !== 'subscription') continue;
    const conditional = conditionalIn(node.selectionSet, fragments, new Set());
    if (conditional) return fault(conditional);
  }
  return null;
}

function conditionalIn(set: SelectionSetNode, fragments: Fragments, seen: Set<string>): SelectionNode | null {
  for (const selection of set.selections) {
    if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) return selection;
    const inner = innerOf(selection, fragments, seen);
    const found = inner && conditionalIn(inner, fragments, seen);
    if (found) return found;
  }
  return null;
}

function innerOf(selection: SelectionNode, fragments: Fragments, seen: Set<string>): SelectionSetNode | null {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet;
  if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) return null;
  seen.add(selection.name.value);
  return fragments.get(selection.name.value)?.selectionSet ?? null;
}

function fault(node: SelectionNode): GraphQLError {
  const message = '@skip and @include are not allowed on the root of a subscription.';
  return new GraphQLError(message, { nodes: node, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
}
