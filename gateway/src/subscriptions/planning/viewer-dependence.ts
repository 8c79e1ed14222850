import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { FieldOwners } from '../../supergraph/field-owners.ts';

/** Subgraphs that answer everyone alike. A subgraph that is not named here is taken to answer each viewer differently. */
const sameForEveryone: ReadonlySet<string> = new Set(['market', 'news-sentiment', 'events', 'platform']);

export function answersEveryoneAlike(subgraph: string): boolean {
  return sameForEveryone.has(subgraph);
}

/**
 * Whether the answer may differ by viewer: when any selected field is owned only by subgraphs that look at the viewer. What such a
 * subgraph shares with a public one (keys, page information) is reached through a field of its own first.
 */
export function dependsOnViewer(schema: GraphQLSchema, document: DocumentNode, owners: FieldOwners): boolean {
  const info = new TypeInfo(schema);
  let depends = false;
  const look = (field: string) => {
    const type = info.getParentType();
    if (field === '__typename' || (type && isPublic(owners.get(`${type.name}.${field}`)))) return;
    depends = true;
  };
  visit(document, visitWithTypeInfo(info, { Field: (node) => look(node.name.value) }));
  return depends;
}

function isPublic(owners: ReadonlySet<string> | undefined): boolean {
  return owners !== undefined && [...owners].some((name) => sameForEveryone.has(name));
}
