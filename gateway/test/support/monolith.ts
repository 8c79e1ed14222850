import { readFileSync } from 'node:fs';
import { buildSchema, type ExecutionResult, type GraphQLSchema, isAbstractType, isObjectType, parse, subscribe } from 'graphql';
import { schemaFile } from './fake-subgraphs.ts';
import { type Context, type Resolvers, world } from './world.ts';

/** One plain graphql-js schema with the same answers: it shares no planner and no executor with the gateway. */
export function monolith(): GraphQLSchema {
  const schema = buildSchema(readFileSync(schemaFile('api.graphql'), 'utf8'));
  for (const resolvers of Object.values(world)) for (const [type, fields] of Object.entries(resolvers)) attach(schema, type, fields);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value: { __typename: string }) => value.__typename;
  }
  return schema;
}

function attach(schema: GraphQLSchema, type: string, fields: Resolvers[string]): void {
  const object = schema.getType(type);
  for (const [name, resolve] of Object.entries(fields)) {
    const field = isObjectType(object) ? object.getFields()[name] : undefined;
    if (field) field.resolve = resolve as never;
  }
}

export interface Operation {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

/** What the monolith tells a subscriber of one event. */
export async function monolithEvent(schema: GraphQLSchema, operation: Operation, field: string, payload: object, context: Context) {
  const definition = schema.getSubscriptionType()?.getFields()[field];
  if (!definition) throw new Error(`There is no subscription ${field}.`);
  definition.subscribe = async function* () {
    yield { [field]: payload };
  };
  const stream = await subscribe({
    schema,
    document: parse(operation.query),
    variableValues: operation.variables,
    operationName: operation.operationName,
    contextValue: context,
  });
  if (!(Symbol.asyncIterator in stream)) return stream;
  const first = await stream.next();
  return first.value as ExecutionResult;
}
