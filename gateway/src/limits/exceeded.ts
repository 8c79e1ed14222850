import { type ASTNode, GraphQLError } from 'graphql';

/** What passes a limit: its name and the most that is admitted are for programs, the sentence for people. */
export function exceeded(limit: string, most: number, message: string, node?: ASTNode): GraphQLError {
  return new GraphQLError(message, { nodes: node ?? null, extensions: { code: 'LIMIT_EXCEEDED', limit, most } });
}
