/**
 * Something that went wrong and is not the caller's to correct. `code` is stable, `retryable` says
 * whether the same call may succeed later. Each package lists its own codes in its `faults.ts`.
 */
export class Fault extends Error {
  override readonly name = 'Fault';

  constructor(
    readonly code: string,
    message: string,
    readonly retryable: boolean,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** The text of anything thrown, for logs and status pages. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
