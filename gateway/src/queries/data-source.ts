import type { GraphQLDataSource } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from './gateway-context.ts';

export type DataSource = GraphQLDataSource<GatewayContext>;
export type DataSourceRequest = Parameters<DataSource['process']>[0];
export type DataSourceAnswer = Awaited<ReturnType<DataSource['process']>>;

/** What needs the subgraph becomes null with this error; everything else in the answer stands. */
export function unavailable(subgraph: string): DataSourceAnswer {
  const error = new GraphQLError(`${subgraph} cannot be reached right now.`, {
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph, retryable: true },
  });
  return { data: null, errors: [error.toJSON()] };
}
