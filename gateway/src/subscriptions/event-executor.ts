import { type ExecutionResult, execute, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { restoreAliases } from '../execution/hiding-aliases.ts';
import { copyOf } from '../execution/merge.ts';
import { executeByStock } from '../execution/stock-execution.ts';
import type { DataSource, DataSourceAnswer, DataSourceRequest } from '../queries/data-source.ts';
import { fewErrors } from '../queries/few-errors.ts';
import type { GatewayContext } from '../queries/gateway-context.ts';
import { withCarried } from './entities/carried-source.ts';
import type { Asker } from './entities/remembering-source.ts';
import type { EntityFetch } from './planning/entity-fetches.ts';
import type { PreparedSubscription } from './planning/prepared-subscription.ts';

export interface EventExecutorOptions {
  /** Those of the supergraph that is served now. What they answer is theirs: nothing is written into it. */
  dataSources(): Readonly<Record<string, DataSource>>;
  /** What is known of an entity without asking; undefined: nothing. */
  recall?(fetch: EntityFetch, representation: string, asker: Asker): unknown;
  format(error: GraphQLError): GraphQLFormattedError;
}

export interface EventResult {
  readonly data: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

interface Joining {
  readonly prepared: PreparedSubscription;
  readonly told: ExecutionResult;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
  readonly sources: Readonly<Record<string, DataSource>>;
}

/** Executes a subscription for one event: the plan's first fetch is answered with the event itself, every other one by its subgraph. */
export class EventExecutor {
  constructor(private readonly options: EventExecutorOptions) {}

  /** The JSON of an event that needs no execution, because nothing is joined to it or all of that is known; null where it needs one. */
  project({ projection, joined }: PreparedSubscription, payload: () => object, asker: Asker): string | null {
    const { options } = this;
    try {
      if (projection) return projection(payload());
      if (!joined || !options.recall) return null;
      return joined.write(payload(), (fetch, representation) => options.recall?.(fetch, representation, asker));
    } catch {
      // What a payload throws is told by the execution, as an error of the event.
      return null;
    }
  }

  /** Never rejects: whatever goes wrong is told as an error of the event. */
  async run(
    prepared: PreparedSubscription,
    payload: () => object,
    variables: Readonly<Record<string, unknown>>,
    context: GatewayContext,
  ): Promise<EventResult> {
    try {
      const event = payload();
      const told = await this.#tell(prepared, event, variables);
      const sources = withCarried(this.options.dataSources(), prepared.field, event);
      const joined = await this.#join({ prepared, told, variables, context, sources });
      const result = prepared.aliases ? restoreAliases(joined, prepared.aliases) : joined;
      const { data = null, errors = [] } = result;
      if (errors.length === 0) return { data };
      return { data, errors: fewErrors(errors.map(asGraphQLError)).map((error) => this.options.format(error)) };
    } catch (error) {
      return { data: null, errors: [this.options.format(asGraphQLError(error))] };
    }
  }

  #tell({ primary, supergraph, field }: PreparedSubscription, payload: object, variables: Readonly<Record<string, unknown>>) {
    if (!supergraph.events) throw new Error('The supergraph has no events subgraph.');
    return execute({
      schema: supergraph.events,
      document: primary.document,
      operationName: primary.operationName,
      rootValue: { [field.name]: payload },
      variableValues: variables,
    });
  }

  #join({ prepared, told, variables, context, sources }: Joining) {
    const { compiled, primary } = prepared;
    if (!compiled) return this.#joinByStock({ prepared, told, variables, context, sources });
    const answer = told as DataSourceAnswer;
    return compiled.execute({ told: { service: primary.service, answer }, variables, context, sources, keepsAnswers: true });
  }

  /** With @apollo/gateway's own executor, for whose first fetch the event is the answer. */
  #joinByStock({ prepared, told, variables, context, sources }: Joining) {
    const { primary, plan, executed, operationName, supergraph } = prepared;
    const dataSources = Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, withCopies(source)]));
    const owner = dataSources[primary.service];
    const withEvent: DataSource = {
      process: (options: DataSourceRequest) => {
        if (options.request.query === primary.query) return Promise.resolve(told as DataSourceAnswer);
        return owner ? owner.process(options) : Promise.reject(new Error(`There is no subgraph ${primary.service}.`));
      },
    };
    const order = { variables, context, sources: { ...dataSources, [primary.service]: withEvent } };
    return executeByStock({ supergraph, plan, document: executed, operationName }, order);
  }
}

/** @apollo/gateway writes into what it is answered, and what is remembered is answered again. */
function withCopies(source: DataSource): DataSource {
  return {
    async process(request) {
      const answer = await source.process(request);
      return answer.data ? { ...answer, data: copyOf(answer.data) as typeof answer.data } : answer;
    },
  };
}

/** The executor passes on whatever a data source threw. */
function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('An event could not be executed.', { originalError: error instanceof Error ? error : new Error(String(error)) });
}
