/** A mistake in the input that the caller can correct; it becomes a `userErrors` entry of a payload. */
export interface UserError {
  readonly code: UserErrorCode;
  readonly message: string;
  readonly field: readonly string[] | null;
}

/** Stable: partners branch on these. */
export type UserErrorCode = 'INVALID' | 'TAKEN' | 'NOT_FOUND' | 'LIMIT_REACHED' | 'UNAUTHENTICATED' | 'FORBIDDEN';
