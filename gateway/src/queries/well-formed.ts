import type { IncomingMessage } from 'node:http';

/**
 * The status of a request that is well-formed and whose document or variables are wrong. Whoever names application/json wants a 200, with the
 * errors in the body, by GraphQL over HTTP; everybody else the status that says it.
 */
export function statusOfWellFormed({ headers: { accept = '' } }: Pick<IncomingMessage, 'headers'>, status: number): number {
  const wantsLegacy = accept.includes('application/json') && !accept.includes('application/graphql-response+json');
  return status === 400 && wantsLegacy ? 200 : status;
}
