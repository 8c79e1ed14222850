import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { hasOwn, type Members } from './members.ts';
import { mergeInto } from './merge.ts';
import { typeCondition } from './type-conditions.ts';

/** What a subgraph must be told of an entity; null where something of it is not known. */
export type Extract = (source: unknown) => Members | null;
type Part = (source: Members, into: Members) => boolean;

export function compileRepresentation(schema: GraphQLSchema, requires: readonly QueryPlanSelectionNode[]): Extract {
  const parts = requires.flatMap((selection) => compilePart(schema, selection) ?? []);
  return (source) => {
    if (source === null) return null;
    const representation: Members = {};
    for (const part of parts) {
      if (!part(source as Members, representation)) return null;
    }
    return representation;
  };
}

function compilePart(schema: GraphQLSchema, selection: QueryPlanSelectionNode): Part | null {
  if (selection.kind === 'Field') {
    return compileMember(selection.alias || selection.name, selection.selections && compileRepresentation(schema, selection.selections));
  }
  if (!selection.typeCondition) return null;
  const isOf = typeCondition(schema, selection.typeCondition);
  const extract = compileRepresentation(schema, selection.selections);
  return (source, into) => {
    if (isOf(source)) mergeInto(into, extract(source), false);
    return true;
  };
}

function compileMember(name: string, inner: Extract | undefined): Part {
  return (source, into) => {
    const value = hasOwn(source, name) ? source[name] : undefined;
    if (value === undefined) return false;
    if (!inner) into[name] = value;
    else into[name] = ofEach(value, inner);
    return true;
  };
}

/** Lists in lists too, where the stock executor tells of each inner list that there is nothing. */
function ofEach(value: unknown, extract: Extract): unknown {
  return Array.isArray(value) ? value.map((item) => ofEach(item, extract)) : extract(value);
}
