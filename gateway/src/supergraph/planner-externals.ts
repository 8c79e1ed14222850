import {
  baseType,
  type CompositeType,
  type FieldDefinition,
  federationMetadata,
  isCompositeType,
  type Selection,
  SelectionSet,
} from '@apollo/federation-internals';

const { canRebaseOn } = SelectionSet.prototype;
let isMended = false;

/**
 * Before it plans a fetch for what a field requires, the planner looks whether the subgraph that is asked anyhow has those fields, and takes those
 * that it has marked `@external` for its own (2.14.4): where a field requires one of another subgraph that requires one of the first again, that
 * other subgraph was asked for what it does not know.
 */
export function mindExternals(): void {
  if (isMended) return;
  isMended = true;
  SelectionSet.prototype.canRebaseOn = function (type) {
    return canRebaseOn.call(this, type) && this.selections().every((selection) => isAnswered(selection, type));
  };
}

function isAnswered(selection: Selection, type: CompositeType): boolean {
  const inner = selection.selectionSet?.selections() ?? [];
  if (selection.kind === 'FragmentSelection') {
    const condition = selection.element.typeCondition?.name;
    const narrowed = condition === undefined ? type : type.schema().type(condition);
    return narrowed !== undefined && isCompositeType(narrowed) && inner.every((each) => isAnswered(each, narrowed));
  }
  const field = type.field(selection.element.name);
  if (!field?.type) return true;
  const below = baseType(field.type);
  const isExternal = federationMetadata(type.schema())?.isFieldExternal(field as FieldDefinition<CompositeType>) ?? false;
  return !isExternal && (!isCompositeType(below) || inner.every((each) => isAnswered(each, below)));
}
