import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../queries/error-codes.ts';
import type { Place } from './entities-at.ts';

const CODE = 'SUBGRAPH_MALFORMED' satisfies ErrorCode;

/** A subgraph's answer, or the part of it at a place, that cannot be read as what its schema promises. Everything else of the whole answer stands. */
export function malformed(service: string | null, path?: Place): GraphQLError {
  return new GraphQLError(`${service ?? 'A subgraph'} answered what its schema does not allow.`, {
    path: path ?? null,
    extensions: { code: CODE, ...(service !== null && { serviceName: service }) },
  });
}
