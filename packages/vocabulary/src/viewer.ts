export const roles = ['USER', 'PARTNER', 'ADMIN'] as const;
export type Role = (typeof roles)[number];

/** Who asks. `id` is the key of the User, not its global id; null stands for an anonymous caller. */
export interface Viewer {
  readonly id: string;
  readonly role: Role;
}
