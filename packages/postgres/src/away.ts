/** Waiting does not help against these: wrong password, no such database or user, permission, or a url that is none. */
const PERMANENT = new Set(['28P01', '28000', '3D000', '42501', 'ERR_INVALID_URL']);
/** Of the socket, and of a server that starts, stops or has no connection left. */
const CODES = /^(E[A-Z_]+|57P0[1-5]|08\w{3}|53300)$/;
/** What the driver says without a code when a connection is cut in mid-sentence or does not answer. */
const SENTENCES = /connection (terminated|timeout|ended)|timeout (exceeded|expired)|read timeout|not queryable/i;

export function isPermanent(error: unknown): boolean {
  return PERMANENT.has(codeOf(error));
}

/** Whether Postgres could not be reached, or went away: the same work may succeed when it is back. */
export function isAway(error: unknown): boolean {
  return !isPermanent(error) && (CODES.test(codeOf(error)) || SENTENCES.test(String((error as Error | undefined)?.message ?? '')));
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code ?? '');
}
