import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type { Members } from './members.ts';

/** Whether an object is of the type that a fragment names; undefined where the object does not say what it is. */
export type TypeCondition = (object: Members) => boolean | undefined;

/** Over the whole supergraph: representations and rewrites are of types that clients may not see. */
export function typeCondition(schema: GraphQLSchema, name: string): TypeCondition {
  const known = new Map<unknown, boolean>([[name, true]]);
  return ({ __typename: typename }) => {
    if (!typename) return undefined;
    const before = known.get(typename);
    if (before !== undefined) return before;
    const verdict = applies(schema, name, String(typename));
    // What is no type of the schema is not kept: a subgraph may invent any number of names.
    if (schema.getType(String(typename))) known.set(typename, verdict);
    return verdict;
  };
}

function applies(schema: GraphQLSchema, name: string, typename: string): boolean {
  const type = schema.getType(typename);
  const condition = schema.getType(name);
  if (!isAbstractType(condition)) return false;
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(condition, type);
}
