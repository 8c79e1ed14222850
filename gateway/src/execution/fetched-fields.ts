import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';

/** What a query of the planner, which names no fragments, asks for: of this type, or of whatever type where none is wanted. */
export function fetchedFields(set: SelectionSetNode | undefined, wanted: string | null = null, type: string | null = null): FieldNode[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return wanted === null || type === wanted ? [selection] : [];
    const below = selection.kind === Kind.INLINE_FRAGMENT ? selection : null;
    return below ? fetchedFields(below.selectionSet, wanted, below.typeCondition?.name.value ?? type) : [];
  });
}
