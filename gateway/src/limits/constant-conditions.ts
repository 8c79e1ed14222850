import { type ASTNode, type DirectiveNode, type DocumentNode, type FieldNode, Kind, parse, type SelectionNode, visit } from 'graphql';

/**
 * The document without what `@skip(if: true)` and `@include(if: false)` leave out. Where the planner puts a condition around a whole
 * fetch it forgets the literal conditions within: what is left out would be fetched, and its errors told.
 */
export function withoutConstantConditions(document: DocumentNode): DocumentNode {
  const drop = (node: SelectionNode) => (node.directives?.some((directive) => verdictOf(directive) === false) ? null : undefined);
  return visit(document, {
    Field: drop,
    InlineFragment: drop,
    FragmentSpread: drop,
    Directive: (node) => (verdictOf(node) === true ? null : undefined),
    SelectionSet: { leave: (node) => (node.selections.length > 0 ? undefined : nothing) },
  });
}

/**
 * For planning only. Where everything that is asked of an object depends on variables, the planner makes them a condition of the object
 * itself: when they leave all of it out, null would be told where there is an object.
 */
export function withAnchors(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: (node) =>
      node.selections.every(({ directives }) => directives?.length) ? { ...node, selections: [...node.selections, anchor] } : undefined,
  });
}

const anchor: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Whether what the directive stands at is there: undefined where that depends on a variable. */
function verdictOf({ name, arguments: given }: DirectiveNode): boolean | undefined {
  const value = given?.[0]?.value;
  if (value?.kind !== Kind.BOOLEAN) return undefined;
  if (name.value === 'include') return value.value;
  return name.value === 'skip' ? !value.value : undefined;
}

/** An object of which nothing is left is told empty, as `{}`. */
const nothing = selectionsOf(parse('{ __typename @skip(if: true) }', { noLocation: true }).definitions[0]);

function selectionsOf(definition: ASTNode | undefined) {
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : undefined;
}
