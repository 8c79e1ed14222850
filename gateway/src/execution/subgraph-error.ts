import { ERRORS, errorCodeDef } from '@apollo/federation-internals';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { DataSourceAnswer } from '../queries/data-source.ts';
import type { Place } from './entities-at.ts';
import { malformed } from './malformed.ts';
import { isMembers } from './members.ts';

export type ErrorPlace = (path: Place | undefined) => Place | undefined;

/** Errors of a subgraph as clients are told them: at their places in the whole answer, with the subgraph's name. */
export function subgraphErrors({ errors }: Pick<DataSourceAnswer, 'errors'>, service: string, placeOf: ErrorPlace): GraphQLError[] {
  if (errors === undefined || errors === null) return [];
  if (!Array.isArray(errors)) return [malformed(service)];
  return errors.map((error: unknown) => (isError(error) ? subgraphError(error, service, placeOf(error.path)) : malformed(service)));
}

function subgraphError(error: GraphQLFormattedError, service: string, path: Place | undefined): GraphQLError {
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

/** Members that are missing are forgiven. */
function isError(error: unknown): error is GraphQLFormattedError {
  if (!isMembers(error)) return false;
  const { message = '', path, extensions } = error;
  return typeof message === 'string' && isMissingOr(path, Array.isArray) && isMissingOr(extensions, isMembers);
}

function isMissingOr(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || is(value);
}
