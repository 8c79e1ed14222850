import type { Later } from '../later.ts';
import { Observed } from '../observed.ts';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
}

export interface SessionUser {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly role: string;
}

export type SessionState =
  | { readonly status: 'restoring' }
  | { readonly status: 'signed-out' }
  | { readonly status: 'signed-in'; readonly user: SessionUser };

export interface Renewal {
  readonly tokens: Tokens;
  readonly user: SessionUser;
}

export interface SessionSurroundings {
  /** Null: the server refuses the token for good. A throw: it could not be asked. */
  readonly refresh: (refreshToken: string) => Promise<Renewal | null>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly now: () => number;
  readonly later: Later;
  /** Tabs share one refresh token, which is good for one use: only one of them may spend it at a time. */
  readonly exclusively: <T>(task: () => Promise<T>) => Promise<T>;
}

const storageKey = 'marketgraph.refresh-token';
/** Refreshed this long before the access token expires, so that no request meets an expired one. */
const marginMs = 60_000;
const retryMs = 5_000;

/** Keeps the access token in memory and the refresh token in storage, and renews both before they run out. */
export class SessionKeeper extends Observed<SessionState> {
  #tokens: Tokens | null = null;
  #cancel: () => void = () => {};
  #renewing: Promise<void> | null = null;
  /** The server takes it for expired or withdrawn, whatever this browser's clock says. */
  #refused = false;
  readonly #around: SessionSurroundings;

  constructor(around: SessionSurroundings) {
    super({ status: around.storage.getItem(storageKey) === null ? 'signed-out' : 'restoring' });
    this.#around = around;
  }

  get refreshToken(): string | null {
    return this.#around.storage.getItem(storageKey);
  }

  /** The header for the next request: waits while a session is being restored, renews one that has run out. */
  async authorization(): Promise<string | null> {
    if (this.get().status === 'restoring' || this.#refused || this.#expired()) await this.renew();
    return this.#tokens ? `Bearer ${this.#tokens.accessToken}` : null;
  }

  /** A socket was closed over this header. It may be one of before the last renewal: that one is no news. */
  refused(authorization: string | null): void {
    if (this.#tokens && authorization === `Bearer ${this.#tokens.accessToken}`) this.#refused = true;
  }

  accept(renewal: Renewal): void {
    this.#tokens = renewal.tokens;
    this.#refused = false;
    this.#around.storage.setItem(storageKey, renewal.tokens.refreshToken);
    const lifetime = Date.parse(renewal.tokens.expiresAt) - this.#around.now();
    this.#schedule(Math.max(retryMs, lifetime - marginMs));
    this.become({ status: 'signed-in', user: renewal.user });
  }

  forget(): void {
    this.#tokens = null;
    this.#refused = false;
    this.#cancel();
    this.#around.storage.removeItem(storageKey);
    this.become({ status: 'signed-out' });
  }

  /** Callers that meet share one renewal. */
  renew(): Promise<void> {
    this.#renewing ??= this.#around
      .exclusively(() => this.#renewOnce())
      .finally(() => {
        this.#renewing = null;
      });
    return this.#renewing;
  }

  async #renewOnce(): Promise<void> {
    const token = this.refreshToken;
    if (token === null) return this.forget();
    try {
      const renewal = await this.#around.refresh(token);
      if (this.refreshToken !== token) return;
      if (renewal) this.accept(renewal);
      else this.forget();
    } catch {
      // The server could not be asked: the stored token stays good and is tried again.
      this.#schedule(retryMs);
      if (this.get().status === 'restoring') this.become({ status: 'signed-out' });
    }
  }

  #expired(): boolean {
    return this.#tokens !== null && Date.parse(this.#tokens.expiresAt) <= this.#around.now();
  }

  #schedule(ms: number): void {
    this.#cancel();
    this.#cancel = this.#around.later(ms, () => void this.renew());
  }
}
