import {
  baseType,
  type CompositeType,
  type Field,
  type FieldSelection,
  type FragmentElement,
  isSubtype,
  type Schema,
  type Selection,
  type SelectionSet,
  type Type,
} from '@apollo/federation-internals';
import { OddAnswer } from './odd-answer.ts';

/** Everything that the shape of one operation depends on, apart from data. */
export interface ShapeContext {
  /** What clients see. */
  readonly schema: Schema;
  /** By the variables of this execution. */
  isLeftOut(element: Selection['element']): boolean;
}

/** Where an object's selections come from: the same object may be selected in several places. */
export interface Occurrence {
  readonly set: SelectionSet;
  readonly parentType: CompositeType;
}

/** A member of an answer, with everything that is selected of it. */
export interface SelectedField {
  readonly name: string;
  readonly field: Field;
  readonly type: Type;
  /** Of the first place that selects it. */
  readonly parentType: CompositeType;
  readonly occurrences: Occurrence[];
}

/**
 * The members of an object that says it is of a type, or says nothing, in the order in which graphql-js would write them. An object that says
 * nothing is of the type of its place, in whatever fragments that is asked about (the stock executor forgets it in those on interfaces).
 */
export function selectedFields(context: ShapeContext, occurrences: readonly Occurrence[], typename: string | undefined): SelectedField[] {
  const found = new Map<string, SelectedField>();
  const gone = new Set<SelectionSet>();
  const gather = (set: SelectionSet, parentType: CompositeType): void => {
    // A fragment that is spread often adds nothing after the first time.
    if (gone.has(set)) return;
    gone.add(set);
    for (const selection of set.selections().filter(({ element }) => !context.isLeftOut(element))) {
      if (selection.kind === 'FieldSelection') add(found, selection, parentType);
      else if (applies(context.schema, selection.element, typename, parentType)) gather(selection.selectionSet, parentType);
    }
  };
  for (const { set, parentType } of occurrences) gather(set, parentType);
  return [...found.values()];
}

function add(found: Map<string, SelectedField>, { element, selectionSet }: FieldSelection, parentType: CompositeType): void {
  const type = element.definition.type;
  if (!type) throw new OddAnswer(`${element.name} has no type.`);
  const name = element.responseName();
  const before = found.get(name);
  const occurrence = selectionSet && { set: selectionSet, parentType: baseType(type) as CompositeType };
  if (!before) found.set(name, { name, field: element, type, parentType, occurrences: occurrence ? [occurrence] : [] });
  else {
    // An interface may promise less of a field than its types do: then it counts which was selected first.
    if (before.field.name !== element.name || String(before.type) !== String(type)) throw new OddAnswer(`${name} has two types.`);
    if (occurrence) before.occurrences.push(occurrence);
  }
}

function applies(
  schema: Schema,
  { typeCondition: condition }: FragmentElement,
  typename: string | undefined,
  parentType: CompositeType,
): boolean {
  if (!condition) return true;
  const type = typename ? schema.type(typename) : parentType;
  return type !== undefined && isSubtype(condition, type);
}
