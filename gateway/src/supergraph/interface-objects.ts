import { isInterfaceObjectType, type Supergraph } from '@apollo/federation-internals';
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { type FieldNode, Kind, parse, print, type SelectionNode, type SelectionSetNode, stripIgnoredCharacters, visit } from 'graphql';

type PlanNode = NonNullable<QueryPlan['node']>;

/** Where a subgraph knows nothing of a type but that it is there (`@interfaceObject`): the names of such types, by subgraph. */
export type InterfaceObjects = ReadonlyMap<string, ReadonlySet<string>>;

export function interfaceObjectsOf(supergraph: Supergraph): InterfaceObjects {
  const found = new Map<string, ReadonlySet<string>>();
  for (const { name, schema } of supergraph.subgraphs().values()) {
    const types = schema.objectTypes().filter(isInterfaceObjectType);
    if (types.length > 0) found.set(name, new Set(types.map((type) => type.name)));
  }
  return found;
}

/**
 * A subgraph that knows entities by their interface alone calls each by the name of that. The planner asks it for `__typename` all the same, and
 * what was known of an entity would be forgotten: of `{ richest { __typename balance } }` nothing would be left, because no object is of an
 * interface. Whoever was told of an entity in a representation is not asked what it is.
 */
export function keepTypes(plan: QueryPlan, objects: InterfaceObjects): QueryPlan {
  return objects.size > 0 && plan.node ? { ...plan, node: kept(plan.node as PlanNode, objects) } : plan;
}

function kept<Node extends PlanNode>(node: Node, objects: InterfaceObjects): Node;
function kept(node: PlanNode, objects: InterfaceObjects): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => kept(child, objects)) };
    case 'Flatten':
      return { ...node, node: kept(node.node, objects) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause && { ifClause: kept(node.ifClause, objects) }),
        ...(node.elseClause && { elseClause: kept(node.elseClause, objects) }),
      };
    case 'Subscription':
      return { ...node, ...(node.rest && { rest: kept(node.rest, objects) }) };
    case 'Fetch':
      return keptFetch(node, objects.get(node.serviceName));
    default:
      return node;
  }
}

function keptFetch(fetch: FetchNode, names: ReadonlySet<string> | undefined): FetchNode {
  if (!fetch.requires || !names) return fetch;
  const document = visit(parse(fetch.operation, { noLocation: true }), {
    Field: (field) => (field.name.value === '_entities' ? withoutTypes(field, names) : false),
  });
  return { ...fetch, operation: stripIgnoredCharacters(print(document)) };
}

function withoutTypes(field: FieldNode, names: ReadonlySet<string>): FieldNode {
  const selections = (field.selectionSet?.selections ?? []).map((selection) =>
    selection.kind === Kind.INLINE_FRAGMENT && names.has(selection.typeCondition?.name.value ?? '')
      ? { ...selection, selectionSet: withoutType(selection.selectionSet) }
      : selection,
  );
  return { ...field, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}

function withoutType(set: SelectionSetNode): SelectionSetNode {
  const selections = set.selections
    .filter((selection) => !isTypename(selection))
    .map((selection) =>
      selection.kind === Kind.INLINE_FRAGMENT ? { ...selection, selectionSet: withoutType(selection.selectionSet) } : selection,
    );
  return { ...set, selections: selections.length > 0 ? selections : [UNREAD] };
}

function isTypename(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && selection.name.value === '__typename';
}

/** Something must be asked for; nobody looks for it by this name. */
const UNREAD: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: '_typename' },
  name: { kind: Kind.NAME, value: '__typename' },
};
