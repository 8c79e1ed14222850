import type { Role, UserError } from '@marketgraph/vocabulary';

export interface User {
  readonly id: string;
  /** Lower case: addresses are unique whatever their case. */
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
  readonly createdAt: number;
}

export const PASSWORD_LENGTH = { least: 10, most: 200 } as const;
const MOST_NAME = 80;
const MOST_EMAIL = 254;

/** Control characters mean nothing in a name, and Postgres refuses NUL in a text. */
const controls = /\p{Cc}/u;

export function checkPassword(password: string, field: string): UserError[] {
  const { least, most } = PASSWORD_LENGTH;
  const length = [...password].length;
  if (length >= least && length <= most) return [];
  return [{ code: 'INVALID', message: `A password has ${least} to ${most} characters.`, field: [field] }];
}

export function checkName(name: string, field: string): UserError[] {
  const fits = name.trim().length > 0 && name.length <= MOST_NAME && !controls.test(name);
  return fits
    ? []
    : [{ code: 'INVALID', message: `A name has 1 to ${MOST_NAME} characters, none of them a control character.`, field: [field] }];
}

export function isEmail(email: string): boolean {
  return email.length <= MOST_EMAIL && !controls.test(email);
}

export function checkEmail(email: string): UserError[] {
  return isEmail(email) ? [] : [{ code: 'INVALID', message: 'This is not an email address.', field: ['email'] }];
}
