import { ERRORS, errorCodeDef } from '@apollo/federation-internals';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Place } from './entities-at.ts';

/** An error of a subgraph as clients are told it: at its place in the whole answer, with the subgraph's name. */
export function subgraphError(error: GraphQLFormattedError, service: string, path: Place | undefined): GraphQLError {
  const message = error.message || `Error while fetching subquery from service "${service}"`;
  const options = {
    originalError: error as unknown as Error,
    path: path ?? null,
    extensions: { ...error.extensions, serviceName: service },
  };
  const known = errorCodeDef(error);
  if (!known && error.extensions?.['code']) return new GraphQLError(message, options);
  return (known ?? ERRORS.DOWNSTREAM_SERVICE_ERROR).err(message, options);
}
