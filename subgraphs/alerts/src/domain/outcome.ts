import type { UserError, UserErrorCode } from '@marketgraph/vocabulary';

/** What was asked for, or what the caller has to correct. */
export type Outcome<T> = { readonly value: T } | { readonly errors: readonly UserError[] };

export function refuse(code: UserErrorCode, message: string, ...field: string[]): { readonly errors: readonly UserError[] } {
  return { errors: [{ code, message, field: field.length ? field : null }] };
}

export const signInFirst = () => refuse('UNAUTHENTICATED', 'Sign in first.');
