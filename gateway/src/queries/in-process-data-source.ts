import { Fault, withinDeadline } from '@marketgraph/service';
import type { Viewer } from '@marketgraph/vocabulary';
import { type DocumentNode, type ExecutionResult, execute, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import type { DataSource, DataSourceAnswer, DataSourceRequest, TextQuestion, TextSource } from './data-source.ts';
import type { GatewayContext } from './gateway-context.ts';
import { exceeded, inTime, questionDeadline } from './request-deadline.ts';

export interface SubgraphOperation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly context: object;
}

/** What the gateway needs of a subgraph that runs in the same process. */
export interface SubgraphInProcess {
  readonly schema: GraphQLSchema;
  /** Where it compiles its operations; graphql-js otherwise. */
  execute?(operation: SubgraphOperation): ExecutionResult | Promise<ExecutionResult>;
  /** Where it writes long answers in slices; JSON.stringify otherwise. */
  write?(answer: ExecutionResult): string | Promise<string>;
  createContext(viewer: Viewer | null, request: GatewayContext): object;
}

const MAX_DOCUMENTS = 2_000;

/** Texts are never validated: they come from the planner. One context per request, so that its loaders batch. */
export class InProcessDataSource implements DataSource, TextSource {
  readonly #documents = new Map<string, DocumentNode>();
  readonly #contexts = new WeakMap<GatewayContext, object>();

  constructor(private readonly subgraph: SubgraphInProcess) {}

  /** What is asked of one answer after the other goes into the whole as text more cheaply than as objects. */
  get texts(): TextSource {
    return this;
  }

  async ask({ query, operationName, variables, context }: TextQuestion): Promise<string | DataSourceAnswer> {
    const request = { query, operationName, variables: JSON.parse(variables) };
    const answer = await this.process({ kind: 'incoming operation', request, context } as unknown as DataSourceRequest);
    return answer.errors ? answer : withinDeadline(questionDeadline(context, query), () => this.#write(answer as ExecutionResult));
  }

  read(text: string): DataSourceAnswer {
    return JSON.parse(text);
  }

  async process({ request, context }: DataSourceRequest): Promise<DataSourceAnswer> {
    const { query = '' } = request;
    const deadline = questionDeadline(context as GatewayContext, query);
    if (deadline.isOver) return exceeded(deadline, query);
    try {
      const told = withinDeadline(deadline, () => this.#execute(request, context as GatewayContext));
      // What is answered at once needs no timer.
      const result = told instanceof Promise ? await inTime(deadline, told) : told;
      return (result.errors ? { ...result, errors: result.errors.map(withCode) } : result) as DataSourceAnswer;
    } catch (error) {
      if (error instanceof Fault && deadline.isOver) return exceeded(deadline, query);
      throw error;
    }
  }

  #write(answer: ExecutionResult): string | Promise<string> {
    const { subgraph } = this;
    return subgraph.write ? subgraph.write(answer) : JSON.stringify(answer);
  }

  #execute({ query = '', variables, operationName }: DataSourceRequest['request'], asker: GatewayContext) {
    const { subgraph } = this;
    const context = this.#contextOf(asker);
    if (subgraph.execute) return subgraph.execute({ query, variables, operationName, context });
    return execute({
      schema: subgraph.schema,
      document: this.#parse(query),
      variableValues: variables,
      operationName,
      contextValue: context,
    });
  }

  #parse(query: string): DocumentNode {
    const known = this.#documents.get(query);
    if (known) return known;
    if (this.#documents.size >= MAX_DOCUMENTS) this.#documents.clear();
    const document = parse(query, { noLocation: true });
    this.#documents.set(query, document);
    return document;
  }

  #contextOf(context: GatewayContext): object {
    const known = this.#contexts.get(context);
    if (known) return known;
    const created = this.subgraph.createContext(context.viewer, context);
    this.#contexts.set(context, created);
    return created;
  }
}

/**
 * Documents are not validated here, so that graphql-js meets arguments and variables that do not fit. Its own errors of
 * that have no code and no cause but themselves: the caller can correct them. Everything else is judged where errors are formatted.
 */
function withCode(error: GraphQLError): GraphQLError {
  const { originalError: cause } = error;
  const ofArgument = cause instanceof GraphQLError && !cause.originalError && cause.message.startsWith('Argument "');
  if (error.extensions['code'] || (cause && !ofArgument)) return error;
  return new GraphQLError(error.message, { path: error.path ?? null, extensions: { ...error.extensions, code: 'BAD_USER_INPUT' } });
}
