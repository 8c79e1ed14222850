import type { GraphQLDataSource } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from './gateway-context.ts';

export interface DataSource extends GraphQLDataSource<GatewayContext> {
  /** Where its answers are texts. */
  readonly texts?: TextSource | undefined;
}

/** A question whose variables are written already. */
export interface TextQuestion {
  readonly query: string;
  readonly operationName: string | undefined;
  /** A JSON object. */
  readonly variables: string;
  readonly context: GatewayContext;
}

export interface TextSource {
  /** The answer as it came, or what is told in its place. */
  ask(question: TextQuestion): Promise<string | DataSourceAnswer>;
  /** The answer that a text is. */
  read(text: string): DataSourceAnswer;
}

export type DataSourceRequest = Parameters<DataSource['process']>[0];
export type DataSourceAnswer = Awaited<ReturnType<DataSource['process']>>;

/** What needs the subgraph becomes null with this error; everything else in the answer stands. */
export function unavailable(subgraph: string): DataSourceAnswer {
  const error = new GraphQLError(`${subgraph} cannot be reached right now.`, {
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph, retryable: true },
  });
  return { data: null, errors: [error.toJSON()] };
}
