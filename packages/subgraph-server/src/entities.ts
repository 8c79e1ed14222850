import { type GraphQLObjectType, type GraphQLResolveInfo, type GraphQLSchema, isObjectType } from 'graphql';

interface Reference {
  readonly __typename: string;
}

interface Asked {
  readonly representations: readonly Reference[];
}

type ResolveReference = (reference: Reference, context: unknown, info: GraphQLResolveInfo) => unknown;

/**
 * Entities that are known at once are told at once: @apollo/subgraph makes a promise of each, and each is then completed in a turn of its own.
 * It still says what is told of interfaces, of types that have no `__resolveReference`, and of those that are none.
 */
export function tellEntitiesAtOnce(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const inner = field?.resolve;
  if (!field || !inner) return;
  field.resolve = (source, { representations }: Asked, context, info) =>
    representations.map((reference) => {
      const type = schema.getType(reference.__typename);
      const resolve = isObjectType(type) && resolverOf(type);
      if (!resolve) return (inner(source, { representations: [reference] }, context, info) as readonly unknown[])[0];
      const entity = resolve(reference, context, info);
      return isPromise(entity) ? entity.then((found) => named(found, reference)) : named(entity, reference);
    });
}

/** Where @apollo/subgraph keeps it. */
function resolverOf({ extensions }: GraphQLObjectType): ResolveReference | undefined {
  return (extensions as { apollo?: { subgraph?: { resolveReference?: ResolveReference } } }).apollo?.subgraph?.resolveReference;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function';
}

/** Which of all entities it is. One that has been told before has the name already. */
function named(entity: unknown, { __typename }: Reference): unknown {
  if (typeof entity !== 'object' || entity === null || entity instanceof Error) return entity;
  if (!('__typename' in entity)) return Object.defineProperty(entity, '__typename', { value: __typename });
  return entity.__typename === __typename ? entity : { ...entity, __typename };
}
