import { Fault } from './fault.ts';

/** Errors of the socket, of a server that starts, stops or is full, and of a connection cut in mid-sentence. */
const CODES = /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|57P0[1-5]|08\w{3}|53300)$/;
const SENTENCES = /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout)/;

/** The fault that it is, or that a lost connection to Postgres is for whoever asked; null for any other error. TypeORM wraps what a statement failed with. */
export function faultOf(error: unknown): Fault | null {
  const fault = error instanceof Error && 'driverError' in error ? error.driverError : error;
  if (fault instanceof Fault) return fault;
  return isDatabaseAway(error) ? new Fault('DATABASE_AWAY', 'The database cannot be reached right now.', true, error) : null;
}

function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return CODES.test('code' in error ? String(error.code) : '') || SENTENCES.test(error.message);
}
