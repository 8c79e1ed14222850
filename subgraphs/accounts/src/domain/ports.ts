import type { Role } from '@marketgraph/vocabulary';
import type { User } from './user.ts';
import type { Watchlist } from './watchlist.ts';

export interface NewUser {
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
  readonly passwordHash: string;
}

/** A user, and what proves that it is them. */
export interface Credentials {
  readonly user: User;
  readonly passwordHash: string;
}

export interface ProfileChange {
  readonly email: string | null;
  readonly displayName: string | null;
}

export interface UserStore {
  /** Null when the address belongs to someone. */
  add(user: NewUser, now: number): Promise<User | null>;
  find(id: string): Promise<User | null>;
  credentialsOf(key: { id: string } | { email: string }): Promise<Credentials | null>;
  /** Ends every session of the user in the same transaction. */
  changePassword(id: string, passwordHash: string, now: number): Promise<void>;
  changeProfile(id: string, change: ProfileChange): Promise<User | 'TAKEN' | null>;
  /** With everything that belongs to the user. */
  remove(id: string, now: number): Promise<void>;
}

export interface NewToken {
  readonly hash: string;
  readonly now: number;
  readonly expiresAt: number;
}

export interface SessionStore {
  /** The new session's id; null when the password was changed, or the user removed, since it was verified. */
  open(verified: Credentials, token: NewToken): Promise<string | null>;
  /** Trades a token in for the next one of its session. One that was traded in before ends the session: it was stolen. */
  rotate(usedHash: string, next: NewToken): Promise<{ userId: string; sessionId: string } | null>;
  /** False when no living session has the token. */
  end(hash: string, now: number): Promise<boolean>;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes the same time for `null`, an account that does not exist. */
  matches(password: string, hash: string | null): Promise<boolean>;
}

export interface Tokens {
  newRefreshToken(): { token: string; hash: string };
  /** What is stored of a refresh token. */
  hashOf(refreshToken: string): string;
  accessToken(user: User, sessionId: string, now: number): Promise<{ token: string; expiresAt: number }>;
}

export interface GuessLimit {
  /** Takes one of the account's guesses; false when none is left. An account is any text: it need not exist. */
  take(account: string, now: number): Promise<boolean>;
  /** A right password gives the guesses back. */
  restore(account: string): Promise<void>;
}

export interface WatchlistStore {
  ofUser(userId: string): Promise<Watchlist[]>;
  /** Those of them that the user owns. */
  find(ids: readonly string[], userId: string): Promise<Watchlist[]>;
  /** Null when the user has `most` already, or is no more. */
  add(userId: string, name: string, symbols: readonly string[], most: number, now: number): Promise<Watchlist | null>;
  /** What is null stays. Null when the user owns no such list. */
  change(id: string, userId: string, name: string | null, symbols: readonly string[] | null, now: number): Promise<Watchlist | null>;
  remove(id: string, userId: string, now: number): Promise<boolean>;
}
