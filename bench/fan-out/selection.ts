import { getOperationAST, Kind, parse, type SelectionSetNode } from 'graphql';

/** One field that a query asks for: `key` is its name in the answer, `on` the type that a fragment wants. */
export interface Selected {
  readonly key: string;
  readonly name: string;
  readonly on: string | null;
  readonly fields: readonly Selected[] | null;
}

/** What a query without named fragments asks for. Arguments and directives mean nothing to canned answers. */
export function readSelection(query: string): readonly Selected[] {
  const operation = getOperationAST(parse(query));
  if (!operation) throw new Error('A query has to have one operation.');
  return fieldsOf(operation.selectionSet, null);
}

function fieldsOf(set: SelectionSetNode, on: string | null): Selected[] {
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.INLINE_FRAGMENT) return fieldsOf(node.selectionSet, node.typeCondition?.name.value ?? on);
    if (node.kind !== Kind.FIELD) throw new Error('Canned answers know no named fragments.');
    const name = node.name.value;
    return [{ key: node.alias?.value ?? name, name, on, fields: node.selectionSet ? fieldsOf(node.selectionSet, null) : null }];
  });
}

/** The part of a value that is asked for, as a GraphQL server would answer it. What the value does not have is null. */
export function select(value: unknown, fields: readonly Selected[] | null): unknown {
  if (typeof value !== 'object' || value === null || fields === null) return value ?? null;
  if (Array.isArray(value)) return value.map((item) => select(item, fields));
  const source = value as Readonly<Record<string, unknown>>;
  const answer: Record<string, unknown> = {};
  for (const { key, name, on, fields: inner } of fields) {
    if (on === null || on === source['__typename']) answer[key] = select(source[name], inner);
  }
  return answer;
}
