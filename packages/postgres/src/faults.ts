import { Fault } from '@marketgraph/service';

/** What can go wrong in this package; the codes are stable. */
export type PostgresFaultCode =
  | 'POSTGRES_UNSUPPORTED'
  | 'POSTGRES_DATA_DIR'
  | 'POSTGRES_IN_USE'
  | 'POSTGRES_DISK_FULL'
  | 'POSTGRES_NOT_STARTED'
  | 'DATABASE_REFUSED'
  | 'MIGRATION_FAILED';

export function postgresFault(code: PostgresFaultCode, message: string, cause?: unknown): Fault {
  return new Fault(code, message, false, cause);
}
