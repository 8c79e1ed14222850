import { type DirectiveNode, type FieldNode, type InlineFragmentNode, Kind, type SelectionSetNode } from 'graphql';

/** A member of what a subgraph answers. */
export interface TextField {
  readonly key: string;
  readonly name: string;
  /** What is asked of it, wherever it is selected. */
  readonly sets: readonly SelectionSetNode[];
}

export interface Applying {
  /** By the variables of this execution. */
  readonly values: Readonly<Record<string, unknown>>;
  isOf(type: string, condition: string): boolean;
}

/** The members of an object of a type that a query of the planner asks for, in the order in which they are answered. */
export function textFields(applying: Applying, sets: readonly SelectionSetNode[], type: string): TextField[] {
  const found = new Map<string, TextField & { sets: SelectionSetNode[] }>();
  const gather = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections.filter(({ directives = [] }) => !isLeftOut(directives, applying.values))) {
      if (selection.kind === Kind.FIELD) add(found, selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT && isFor(applying, selection, type)) gather(selection.selectionSet);
    }
  };
  sets.forEach(gather);
  return [...found.values()];
}

function isFor(applying: Applying, { typeCondition }: InlineFragmentNode, type: string): boolean {
  return !typeCondition || applying.isOf(type, typeCondition.name.value);
}

function add(found: Map<string, TextField & { sets: SelectionSetNode[] }>, { alias, name, selectionSet }: FieldNode): void {
  const key = (alias ?? name).value;
  const before = found.get(key);
  if (!before) found.set(key, { key, name: name.value, sets: selectionSet ? [selectionSet] : [] });
  else if (selectionSet) before.sets.push(selectionSet);
}

function isLeftOut(directives: readonly DirectiveNode[], values: Readonly<Record<string, unknown>>): boolean {
  return directives.some(({ name, arguments: [given] = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return false;
    const condition = given?.value;
    if (condition?.kind === Kind.VARIABLE) return values[condition.name.value] === (name.value === 'skip');
    return condition?.kind === Kind.BOOLEAN && condition.value === (name.value === 'skip');
  });
}
