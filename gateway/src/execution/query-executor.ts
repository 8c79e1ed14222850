import { operationFromDocument } from '@apollo/federation-internals';
import type { Metrics } from '@marketgraph/service';
import { type DocumentNode, type GraphQLError, getOperationAST, getVariableValues, type OperationDefinitionNode } from 'graphql';
import { withAnchors } from '../limits/constant-conditions.ts';
import type { DataSource } from '../queries/data-source.ts';
import type { GatewayContext } from '../queries/gateway-context.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { type Answer, type CompiledOperation, compileOperation } from './compiled-operation.ts';
import { KeptOperations } from './kept-operations.ts';
import { fetchesOf } from './plan-fetches.ts';

export interface QueryExecutorOptions {
  /** Those of the supergraph that is served now. */
  sources(): Readonly<Record<string, DataSource>>;
  readonly metrics: Metrics;
}

/** A valid query or mutation. */
export interface QueryRequest {
  readonly document: DocumentNode;
  readonly text: string;
  /** Of the text. */
  readonly hash: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  readonly incoming: unknown;
}

interface Ready {
  readonly definition: OperationDefinitionNode;
  readonly compiled: CompiledOperation | null;
  readonly planCharacters: number;
}

/** Queries and mutations, each planned and compiled once for each supergraph. */
export class QueryExecutor {
  readonly #executions;
  readonly #kept = new KeptOperations<Ready>();
  #supergraph: Supergraph | null = null;

  constructor(private readonly options: QueryExecutorOptions) {
    this.#executions = options.metrics.counter('query_executions_total', 'Queries and mutations, by what executes them.', ['executor']);
  }

  use(supergraph: Supergraph): void {
    this.#supergraph = supergraph;
    this.#kept.clear();
  }

  /** Null: the stock executor must answer it. Throws what the planner throws. */
  execute(request: QueryRequest): Promise<Answer> | null {
    const supergraph = this.#supergraph;
    const ready = supergraph && this.#readyOf(supergraph, request);
    this.#executions.inc({ executor: ready?.compiled ? 'compiled' : 'stock' });
    if (!supergraph || !ready?.compiled) return null;
    const { variables, context, incoming } = request;
    const errors = wrongVariables(supergraph, ready.definition, variables);
    if (errors) return Promise.resolve({ errors });
    return ready.compiled.execute({ variables, context, incoming, sources: this.options.sources() });
  }

  #readyOf(supergraph: Supergraph, request: QueryRequest): Ready | null {
    const key = `${request.hash} ${request.operationName ?? ''}`;
    const known = this.#kept.find(key);
    const ready = known ?? prepare(supergraph, request);
    if (ready && !known) this.#kept.keep(key, ready, request.text.length + ready.planCharacters);
    return ready;
  }
}

function prepare({ plannerApi, planner, full }: Supergraph, { document, operationName }: QueryRequest): Ready | null {
  const definition = getOperationAST(document, operationName);
  if (!definition) return null;
  const options = operationName === undefined ? {} : { operationName };
  const operation = operationFromDocument(plannerApi, document, options);
  const anchored = operationFromDocument(plannerApi, withAnchors(document), { ...options, validate: false });
  const { node } = planner.buildQueryPlan(anchored);
  const planCharacters = fetchesOf(node, []).reduce((sum, fetch) => sum + fetch.node.operation.length, 0);
  return { definition, compiled: compileOperation({ node, operation, schema: full }), planCharacters };
}

function wrongVariables(
  { api }: Supergraph,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly GraphQLError[] | undefined {
  return variableDefinitions.length > 0 ? getVariableValues(api, variableDefinitions, variables).errors : undefined;
}
