import { operationFromDocument } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { silentLogger } from '@marketgraph/service';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import type { Answer } from '../../src/execution/compiled-operation.ts';
import { compileOperation } from '../../src/execution/compiled-operation.ts';
import { withAnchors, withoutConstantConditions } from '../../src/limits/constant-conditions.ts';
import { apolloLogger } from '../../src/queries/apollo.ts';
import type { DataSource } from '../../src/queries/data-source.ts';
import type { Supergraph } from '../../src/supergraph/supergraph.ts';

type Sources = Readonly<Record<string, DataSource>>;
type StockArguments = Parameters<typeof executeQueryPlan>;

const context = { viewer: { id: 'u1', role: 'USER' } } as const;

/** One operation and its plan, to be executed by the stock executor and by ours. */
export function bothExecutors(supergraph: Supergraph, query: string, operationName?: string) {
  const document = withoutConstantConditions(parse(query, { noLocation: true }));
  const options = { validate: false, ...(operationName !== undefined && { operationName }) };
  const plan = supergraph.planner.buildQueryPlan(operationFromDocument(supergraph.plannerApi, withAnchors(document), options));
  const operation = operationFromDocument(supergraph.plannerApi, document, options);
  const compiled = compileOperation({ node: plan.node, operation, schema: supergraph.full });
  return {
    plan,
    compiled,
    ours: (sources: Sources, variables: Record<string, unknown>, keepsAnswers = false) =>
      compiled?.execute({ sources, variables, context, keepsAnswers }) ?? Promise.reject(new Error('It is not compiled.')),
    stock: (sources: Sources, variables: Record<string, unknown>) =>
      executeStock(supergraph, { plan, document, operationName }, sources, variables),
  };
}

export interface StockOperation {
  readonly plan: QueryPlan;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
}

export function executeStock(
  { full, plannerApi, api }: Supergraph,
  { plan, document, operationName }: StockOperation,
  sources: Sources,
  variables: Record<string, unknown>,
) {
  const request = { request: { variables, operationName }, context, metrics: {}, logger: apolloLogger(silentLogger) };
  return executeQueryPlan(
    plan,
    sources as unknown as StockArguments[1],
    request as unknown as StockArguments[2],
    buildOperationContext({ schema: api, operationDocument: document, ...(operationName !== undefined && { operationName }) }),
    full,
    plannerApi,
  ) as Promise<Answer>;
}

export interface Told {
  readonly data?: string | undefined;
  readonly errors?: readonly string[];
  readonly extensions?: string | undefined;
  readonly failed?: true;
}

/**
 * Everything that a client could tell two answers by: data with the order of its members, errors in no order, and whether it failed. Where a
 * subgraph was not asked about every entity of a list, the stock executor tells errors at the places of other entities: which item of a list
 * an error belongs to is therefore compared with a monolith, and with the data.
 */
export async function told(answer: Promise<Answer>): Promise<Told> {
  try {
    const { data, errors, extensions } = await answer;
    return { data: JSON.stringify(data), errors: (errors ?? []).map(toldError).sort(), extensions: JSON.stringify(extensions) };
  } catch {
    return { failed: true };
  }
}

/** What was thrown inside is told to nobody: only that something was. */
function toldError(error: Error): string {
  if (!(error instanceof GraphQLError)) return 'a fault';
  const { message, extensions } = error;
  return JSON.stringify({ message, path: error.path?.map((part) => (typeof part === 'string' ? part : '*')), extensions });
}

/** Errors that are told at places where the answer is not empty. */
export function misplaced({ data, errors = [] }: Answer): readonly Error[] {
  return errors.filter(({ path }) => path !== undefined && valueAt(data, path) !== null);
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((value: unknown, key) => (value as Record<string | number, unknown> | null | undefined)?.[key] ?? null, data);
}
