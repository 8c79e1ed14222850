import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { type DocumentNode, execute, GraphQLError, type GraphQLSchema, getOperationAST, Kind } from 'graphql';
import type { QueryExecutor } from '../execution/query-executor.ts';
import type { ServedSupergraph } from '../supergraph/served-supergraph.ts';
import { fewErrors } from './few-errors.ts';
import type { GatewayContext } from './gateway-context.ts';

type GatewayInterface = ApolloServerOptionsWithGateway<never>['gateway'];
type Executor = Awaited<ReturnType<GatewayInterface['load']>>['executor'];
type Asked = Parameters<NonNullable<Executor>>[0];

/**
 * What Apollo Server executes by. Two corrections: questions about the schema alone are answered by graphql-js, because the planner does
 * not know its newest introspection fields; and what the planner finds invalid is the caller's mistake, not a 500.
 */
export function graphExecutor(served: ServedSupergraph, queries: QueryExecutor): GatewayInterface {
  let api: GraphQLSchema | null = null;
  const executor = (async (context) => {
    if (api && isIntrospection(context.document, context.operationName ?? undefined)) return introspect(api, context);
    const answer = await refuseInvalid(() => executePlanned(queries, context));
    return answer.errors ? { ...answer, errors: fewErrors(answer.errors) } : answer;
  }) as NonNullable<Executor>;
  return {
    async load() {
      await served.start();
      return { executor };
    },
    onSchemaLoadOrUpdate: (listener) =>
      served.onChange((supergraph) => {
        api = supergraph.api;
        listener({ apiSchema: supergraph.api, coreSupergraphSdl: supergraph.sdl });
      }),
    stop: () => served.stop(),
  };
}

function isIntrospection(document: DocumentNode, operationName: string | undefined): boolean {
  const selections = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return selections.every((selection) => selection.kind === Kind.FIELD && selection.name.value.startsWith('__'));
}

async function introspect(schema: GraphQLSchema, { document, operationName, request }: Asked) {
  return execute({ schema, document, operationName: operationName ?? null, variableValues: request.variables ?? null });
}

function executePlanned(queries: QueryExecutor, { document, request, source: text, queryHash: hash, context }: Asked) {
  const { answered } = context as GatewayContext;
  if (answered) return answered;
  return queries.execute({
    document,
    text,
    hash,
    operationName: request.operationName || undefined,
    variables: request.variables ?? {},
    context: context as GatewayContext,
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
