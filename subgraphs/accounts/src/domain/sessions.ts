import { DAY_MS } from '@marketgraph/vocabulary';
import { type Outcome, refuse } from './outcome.ts';
import type { Credentials, GuessLimit, Passwords, SessionStore, Tokens, UserStore } from './ports.ts';
import { isEmail, type User } from './user.ts';

/** What a client holds after signing in. */
export interface Session {
  readonly accessToken: string;
  readonly expiresAt: number;
  readonly refreshToken: string;
  readonly user: User;
}

export const REFRESH_TOKEN_MS = 30 * DAY_MS;

const wrong = () => refuse('UNAUTHENTICATED', 'Address or password is wrong.');
const ended = () => refuse('UNAUTHENTICATED', 'This session has ended. Sign in again.', 'refreshToken');

/** A session is a family of refresh tokens, each good for one use. */
export class Sessions {
  constructor(
    private readonly users: UserStore,
    private readonly store: SessionStore,
    private readonly passwords: Passwords,
    private readonly tokens: Tokens,
    private readonly guesses: GuessLimit,
  ) {}

  async signIn(email: string, password: string, now: number): Promise<Outcome<Session>> {
    const known = isEmail(email) ? await this.users.credentialsOf({ email }) : null;
    const verified = await this.verify(email, known, password, now);
    if (verified !== true) return verified === 'LIMIT' ? tooManyGuesses() : wrong();
    return known ? this.open(known, now) : wrong();
  }

  /** Whether the password is the account's; guesses are counted before they are checked, so that many at once gain nothing. */
  async verify(email: string, known: Credentials | null, password: string, now: number): Promise<boolean | 'LIMIT'> {
    if (!(await this.guesses.take(email, now))) return 'LIMIT';
    const matches = await this.passwords.matches(password, known?.passwordHash ?? null);
    if (matches) await this.guesses.restore(email);
    return matches;
  }

  async open(verified: Credentials, now: number): Promise<Outcome<Session>> {
    const { token, hash } = this.tokens.newRefreshToken();
    const sessionId = await this.store.open(verified, { hash, now, expiresAt: now + REFRESH_TOKEN_MS });
    return sessionId === null ? wrong() : { value: await this.grant(verified.user, sessionId, token, now) };
  }

  async refresh(refreshToken: string, now: number): Promise<Outcome<Session>> {
    const { token, hash } = this.tokens.newRefreshToken();
    const rotated = await this.store.rotate(this.tokens.hashOf(refreshToken), { hash, now, expiresAt: now + REFRESH_TOKEN_MS });
    const user = rotated && (await this.users.find(rotated.userId));
    return rotated && user ? { value: await this.grant(user, rotated.sessionId, token, now) } : ended();
  }

  async signOut(refreshToken: string, now: number): Promise<Outcome<true>> {
    return (await this.store.end(this.tokens.hashOf(refreshToken), now)) ? { value: true } : ended();
  }

  private async grant(user: User, sessionId: string, refreshToken: string, now: number): Promise<Session> {
    const { token, expiresAt } = await this.tokens.accessToken(user, sessionId, now);
    return { accessToken: token, expiresAt, refreshToken, user };
  }
}

export function tooManyGuesses() {
  return refuse('LIMIT_REACHED', 'Too many failed attempts for this account. Try again in a minute.');
}
