import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { fragmentsByName } from '../../queries/fragments-by-name.ts';

/** The one field at the root of a valid subscription, also where it stands in a fragment. */
export function rootFieldOf(document: DocumentNode, operation: OperationDefinitionNode): FieldNode | undefined {
  const fragments = fragmentsByName(document);
  const find = (set: SelectionSetNode | undefined): FieldNode | undefined => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) return selection;
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value)?.selectionSet;
      const found = find(inner);
      if (found) return found;
    }
    return undefined;
  };
  return find(operation.selectionSet);
}
