import { Fault } from '@marketgraph/service';

const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EMFILE',
  'ENFILE',
  // read only, as a standby that is not promoted yet
  '25006',
  // serialization failure, deadlock, lock not available: the same work succeeds when it is tried again
  '40001',
  '40P01',
  '55P03',
  // admin shutdown, crash shutdown, cannot connect now, query cancelled by a time-out
  '57P01',
  '57P02',
  '57P03',
  '57014',
]);
/** Connection exceptions; insufficient resources (disk full, too many connections); system errors; read only while failing over. */
const SQL_CLASSES = ['08', '53', '58'];
const SENTENCES =
  /connection (terminated|timeout|ended)|terminating connection|client has encountered a connection error|not queryable|timeout exceeded|read timeout|socket closed|client is (closed|offline)|disconnects client|command timed out|^(LOADING|OOM|READONLY|MISCONF|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY) /i;

/**
 * True when an error says that something the work needs is away, and nothing about the entry that was handled: such an
 * error never brings an entry nearer to the dead letters.
 */
export function isTransient(error: unknown, depth = 0): boolean {
  if (depth > 4 || typeof error !== 'object' || error === null) return false;
  if (error instanceof Fault && error.retryable) return true;
  const { code, syscall, message, cause, driverError, errors } = error as Record<string, unknown>;
  // Whatever the reason (a server that stops in order takes its socket's file away: ENOENT), nobody was there to judge an entry.
  if (syscall === 'connect') return true;
  if (typeof code === 'string' && (CODES.has(code) || (code.length === 5 && SQL_CLASSES.includes(code.slice(0, 2))))) return true;
  if (error instanceof Error && typeof message === 'string' && SENTENCES.test(message)) return true;
  const inner = [cause, driverError, ...(Array.isArray(errors) ? errors : [])];
  return inner.some((one) => isTransient(one, depth + 1));
}
