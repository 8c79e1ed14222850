import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { type DocumentNode, type FieldNode, GraphQLError, visit } from 'graphql';
import type { Answer } from './compiled-operation.ts';
import { isMembers } from './members.ts';
import type { PlanFetch } from './plan-fetches.ts';

/** Aliases that were exchanged, by the name that stands for each. */
export type Aliases = ReadonlyMap<string, string>;

export interface Unhidden {
  readonly document: DocumentNode;
  readonly aliases: Aliases;
}

/**
 * The planner tells subgraphs of an entity by what answers have under the names of its fields, and does not see that an alias may have
 * put something else there: `{ product { id: name stock } }` would ask for the stock of a product whose id is that name. Such aliases, and
 * those that hide `__typename`, are exchanged for names that nobody uses. Null where there are none.
 */
export function withoutHidingAliases(document: DocumentNode, fetches: readonly PlanFetch[]): Unhidden | null {
  const needed = new Set(['__typename', ...fetches.flatMap(({ node }) => namesIn(node.requires ?? []))]);
  const used = new Set<string>();
  const hiding = new Set<string>();
  visit(document, {
    Field: ({ alias, name }) => {
      used.add((alias ?? name).value);
      if (alias && alias.value !== name.value && needed.has(alias.value)) hiding.add(alias.value);
    },
  });
  if (hiding.size === 0) return null;
  const names = new Map(Array.from(hiding, (alias) => [alias, freeName(alias, used)]));
  const exchange = (field: FieldNode) => {
    const name = field.alias && field.alias.value !== field.name.value ? names.get(field.alias.value) : undefined;
    return name && field.alias ? { ...field, alias: { ...field.alias, value: name } } : undefined;
  };
  return { document: visit(document, { Field: exchange }), aliases: new Map(Array.from(names, ([alias, name]) => [name, alias])) };
}

/** As the caller named it. */
export function restoreAliases({ data, errors, ...rest }: Answer, aliases: Aliases): Answer {
  return {
    ...rest,
    ...(errors && { errors: errors.map((error) => restoredError(error, aliases)) }),
    ...(data !== undefined && { data: restored(data, aliases) as typeof data }),
  };
}

function restoredError(error: GraphQLError, aliases: Aliases): GraphQLError {
  if (!error.path) return error;
  const path = error.path.map((part) => aliases.get(String(part)) ?? part);
  const { message, nodes = null, originalError, extensions } = error;
  return new GraphQLError(message, { nodes, originalError: originalError ?? error, path, extensions });
}

function namesIn(selections: readonly QueryPlanSelectionNode[]): string[] {
  return selections.flatMap((selection) => [
    ...(selection.kind === 'Field' ? [selection.name] : []),
    ...namesIn(selection.selections ?? []),
  ]);
}

function freeName(alias: string, used: ReadonlySet<string>): string {
  const name = `aliased_${alias.replace(/^_+/, '')}`;
  return used.has(name) ? freeName(name, used) : name;
}

function restored(value: unknown, aliases: Aliases): unknown {
  if (Array.isArray(value)) return value.map((item) => restored(item, aliases));
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [aliases.get(name) ?? name, restored(member, aliases)]));
}
