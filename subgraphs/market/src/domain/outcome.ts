import type { UserError, UserErrorCode, Viewer } from '@marketgraph/vocabulary';

/** What was asked for, or what the caller has to correct. */
export type Outcome<T> = { readonly value: T } | { readonly errors: readonly UserError[] };

export function mistake(code: UserErrorCode, message: string, ...field: string[]): UserError {
  return { code, message, field: field.length ? field : null };
}

/** Why this caller may not command market; null for administrators. */
export function administratorsOnly(viewer: Viewer | null): UserError | null {
  if (!viewer) return mistake('UNAUTHENTICATED', 'Sign in first.');
  return viewer.role === 'ADMIN' ? null : mistake('FORBIDDEN', 'Only administrators may do this.');
}
