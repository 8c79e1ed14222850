import type { ApolloGateway } from '@apollo/gateway';
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { type DocumentNode, execute, GraphQLError, type GraphQLSchema, getOperationAST, Kind } from 'graphql';
import type { QueryExecutor } from '../execution/query-executor.ts';
import { withoutConstantConditions } from '../limits/constant-conditions.ts';
import type { GatewayContext } from './gateway-context.ts';
import { takeListsWhole } from './plain-lists.ts';

type GatewayInterface = ApolloServerOptionsWithGateway<never>['gateway'];
type Executor = Awaited<ReturnType<GatewayInterface['load']>>['executor'];

/**
 * @apollo/gateway composes what is served and plans; what it plans is executed by our own executor, and by its own where ours cannot. Three
 * corrections: questions about the schema alone are answered by graphql-js, because the planner does not know its newest introspection
 * fields; literal conditions are settled before it plans, because it forgets some; and what the planner finds invalid is the caller's
 * mistake, not a 500.
 */
export function graphExecutor(gateway: ApolloGateway, queries: QueryExecutor): GatewayInterface {
  let api: GraphQLSchema | null = null;
  return {
    async load(options) {
      gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
        api = apiSchema;
        takeListsWhole(gateway);
      });
      const { executor } = await gateway.load(options);
      const corrected = ((context) => {
        const introspects = api && isIntrospection(context.document, context.operationName ?? undefined);
        if (introspects) return introspect(api as GraphQLSchema, context);
        const document = settled(context.document);
        return refuseInvalid(async () => (await executeCompiled(queries, context, document)) ?? executor({ ...context, document }));
      }) as NonNullable<Executor>;
      return { executor: corrected };
    },
    onSchemaLoadOrUpdate: (listener) => gateway.onSchemaLoadOrUpdate(listener),
    stop: () => gateway.stop(),
  };
}

const known = new WeakMap<DocumentNode, DocumentNode>();

/** Apollo Server gives the same document for the same text. */
function settled(document: DocumentNode): DocumentNode {
  const before = known.get(document);
  if (before) return before;
  const after = withoutConstantConditions(document);
  known.set(document, after);
  return after;
}

function isIntrospection(document: DocumentNode, operationName: string | undefined): boolean {
  const selections = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return selections.every((selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'));
}

async function introspect(schema: GraphQLSchema, { document, operationName, request }: Parameters<NonNullable<Executor>>[0]) {
  return execute({ schema, document, operationName: operationName ?? null, variableValues: request.variables ?? null });
}

function executeCompiled(queries: QueryExecutor, incoming: Parameters<NonNullable<Executor>>[0], document: DocumentNode) {
  const { request, source: text, queryHash: hash, context } = incoming;
  return queries.execute({
    document,
    text,
    hash,
    operationName: request.operationName || undefined,
    variables: request.variables ?? {},
    context: context as GatewayContext,
    incoming,
  });
}

async function refuseInvalid(run: () => ReturnType<NonNullable<Executor>>) {
  try {
    const result = await run();
    if (!result.data) refuse(result.errors?.find(isInvalid));
    return result;
  } catch (error) {
    refuse(isInvalid(error) ? error : undefined);
    throw error;
  }
}

function isInvalid(error: unknown): error is { message: string } {
  return (error as Partial<GraphQLError>).extensions?.['code'] === 'INVALID_GRAPHQL';
}

function refuse(error: { message: string } | undefined): void {
  if (error) throw new GraphQLError(error.message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } } });
}
