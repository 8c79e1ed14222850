import { type Outcome, refuse, signInFirst } from './outcome.ts';
import type { Passwords, ProfileChange, UserStore } from './ports.ts';
import { type Session, type Sessions, tooManyGuesses } from './sessions.ts';
import { checkEmail, checkName, checkPassword, type User } from './user.ts';

const taken = () => refuse('TAKEN', 'This address has an account already.', 'email');

export class Accounts {
  constructor(
    private readonly users: UserStore,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  async signUp(email: string, password: string, displayName: string, now: number): Promise<Outcome<Session>> {
    const errors = [...checkEmail(email), ...checkPassword(password, 'password'), ...checkName(displayName, 'displayName')];
    if (errors.length > 0) return { errors };
    const passwordHash = await this.passwords.hash(password);
    const user = await this.users.add({ email, displayName: displayName.trim(), role: 'USER', passwordHash }, now);
    return user ? this.sessions.open({ user, passwordHash }, now) : taken();
  }

  find(id: string): Promise<User | null> {
    return this.users.find(id);
  }

  /** Every session ends but the new one that is returned. */
  async changePassword(userId: string, current: string, next: string, now: number): Promise<Outcome<Session>> {
    const errors = checkPassword(next, 'new');
    if (errors.length > 0) return { errors };
    const verified = await this.verified(userId, current, 'current', now);
    if ('errors' in verified) return verified;
    const passwordHash = await this.passwords.hash(next);
    await this.users.changePassword(userId, passwordHash, now);
    return this.sessions.open({ user: verified.value, passwordHash }, now);
  }

  async updateProfile(userId: string, change: ProfileChange): Promise<Outcome<User>> {
    const errors = [
      ...(change.displayName === null ? [] : checkName(change.displayName, 'displayName')),
      ...(change.email === null ? [] : checkEmail(change.email)),
    ];
    if (errors.length > 0) return { errors };
    const user = await this.users.changeProfile(userId, { email: change.email, displayName: change.displayName?.trim() ?? null });
    if (user === 'TAKEN') return taken();
    return user ? { value: user } : signInFirst();
  }

  async deleteAccount(userId: string, password: string, now: number): Promise<Outcome<User>> {
    const verified = await this.verified(userId, password, 'password', now);
    if ('value' in verified) await this.users.remove(userId, now);
    return verified;
  }

  /** A stolen access token must not be good for guessing the password either. */
  private async verified(userId: string, password: string, field: string, now: number): Promise<Outcome<User>> {
    const known = await this.users.credentialsOf({ id: userId });
    if (!known) return signInFirst();
    const verified = await this.sessions.verify(known.user.email, known, password, now);
    if (verified === 'LIMIT') return tooManyGuesses();
    return verified ? { value: known.user } : refuse('INVALID', 'This is not your password.', field);
  }
}
