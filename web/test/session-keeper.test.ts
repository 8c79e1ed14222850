import { beforeEach, describe, expect, it } from 'vitest';
import { type Renewal, SessionKeeper } from '../src/graphql/session/session-keeper.ts';

const user = { id: 'u1', email: 'ada@example.com', displayName: 'Ada', role: 'USER' };
const storageKey = 'marketgraph.refresh-token';
const lifetimeMs = 900_000;

class Surroundings {
  clock = Date.parse('2026-11-20T14:00:00.000Z');
  readonly stored = new Map<string, string>();
  readonly spent: string[] = [];
  readonly timers: { at: number; task: () => void }[] = [];
  answer: 'renew' | 'refuse' | 'away' = 'renew';
  #turn: Promise<unknown> = Promise.resolve();

  readonly storage = {
    getItem: (key: string) => this.stored.get(key) ?? null,
    setItem: (key: string, value: string) => void this.stored.set(key, value),
    removeItem: (key: string) => void this.stored.delete(key),
  };
  readonly now = () => this.clock;
  readonly later = (ms: number, task: () => void) => {
    const timer = { at: this.clock + ms, task };
    this.timers.push(timer);
    return () => void this.timers.splice(this.timers.indexOf(timer) >>> 0, 1);
  };
  readonly exclusively = <T>(task: () => Promise<T>): Promise<T> => {
    const turn = this.#turn.then(task);
    this.#turn = turn.catch(() => undefined);
    return turn;
  };
  readonly refresh = async (token: string): Promise<Renewal | null> => {
    if (this.answer === 'away') throw new Error('unreachable');
    if (this.answer === 'refuse' || this.spent.includes(token)) return null;
    this.spent.push(token);
    return this.renewal(`refresh-${this.spent.length + 1}`);
  };

  renewal(refreshToken: string): Renewal {
    return {
      tokens: { accessToken: `access-of-${refreshToken}`, refreshToken, expiresAt: new Date(this.clock + lifetimeMs).toISOString() },
      user,
    };
  }

  /** Runs what is due, then lets the promises it started settle. */
  async advance(ms: number): Promise<void> {
    this.clock += ms;
    for (const timer of this.timers.filter((entry) => entry.at <= this.clock)) {
      this.timers.splice(this.timers.indexOf(timer), 1);
      timer.task();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

let around: Surroundings;
beforeEach(() => {
  around = new Surroundings();
});

describe('the session', () => {
  it('is signed out where no refresh token is stored, and asks nobody', async () => {
    const keeper = new SessionKeeper(around);
    expect(keeper.get().status).toBe('signed-out');
    expect(await keeper.authorization()).toBeNull();
    expect(around.spent).toEqual([]);
  });

  it('is restored by the first request that needs it', async () => {
    around.stored.set(storageKey, 'refresh-1');
    const keeper = new SessionKeeper(around);
    expect(keeper.get().status).toBe('restoring');
    expect(await keeper.authorization()).toBe('Bearer access-of-refresh-2');
    expect(keeper.get()).toEqual({ status: 'signed-in', user });
  });

  it('spends the refresh token once when several requests meet', async () => {
    around.stored.set(storageKey, 'refresh-1');
    const keeper = new SessionKeeper(around);
    await Promise.all([keeper.authorization(), keeper.authorization(), keeper.authorization()]);
    expect(around.spent).toEqual(['refresh-1']);
  });

  it('is renewed before the access token expires', async () => {
    const keeper = new SessionKeeper(around);
    keeper.accept(around.renewal('refresh-1'));
    await around.advance(lifetimeMs - 61_000);
    expect(around.spent).toEqual([]);
    await around.advance(1_000);
    expect(around.spent).toEqual(['refresh-1']);
    expect(around.stored.get(storageKey)).toBe('refresh-2');
  });

  it('is renewed by the next request when the machine slept past its end', async () => {
    const keeper = new SessionKeeper(around);
    keeper.accept(around.renewal('refresh-1'));
    around.clock += lifetimeMs + 1;
    expect(await keeper.authorization()).toBe('Bearer access-of-refresh-2');
  });

  it('is renewed when the server refuses its token, whatever the clock says, and once only', async () => {
    const keeper = new SessionKeeper(around);
    keeper.accept(around.renewal('refresh-1'));
    const shown = await keeper.authorization();
    keeper.refused(shown);
    expect(await keeper.authorization()).toBe('Bearer access-of-refresh-2');
    expect(await keeper.authorization()).toBe('Bearer access-of-refresh-2');
    expect(around.spent).toEqual(['refresh-1']);
  });

  it('takes the end of a token that was renewed since for no news', async () => {
    const keeper = new SessionKeeper(around);
    keeper.accept(around.renewal('refresh-1'));
    const shown = await keeper.authorization();
    await keeper.renew();
    keeper.refused(shown);
    await keeper.authorization();
    expect(around.spent).toEqual(['refresh-1']);
  });

  it('ends when the server refuses the refresh token', async () => {
    around.stored.set(storageKey, 'refresh-1');
    around.answer = 'refuse';
    const keeper = new SessionKeeper(around);
    expect(await keeper.authorization()).toBeNull();
    expect(keeper.get().status).toBe('signed-out');
    expect(around.stored.has(storageKey)).toBe(false);
  });

  it('keeps the refresh token while the server is away, and renews when it is back', async () => {
    around.stored.set(storageKey, 'refresh-1');
    around.answer = 'away';
    const keeper = new SessionKeeper(around);
    await keeper.authorization();
    expect(around.stored.get(storageKey)).toBe('refresh-1');
    around.answer = 'renew';
    await around.advance(5_000);
    expect(keeper.get().status).toBe('signed-in');
  });

  it('lets two tabs renew one after the other, each with the token that is stored then', async () => {
    around.stored.set(storageKey, 'refresh-1');
    const tabs = [new SessionKeeper(around), new SessionKeeper(around)];
    await Promise.all(tabs.map((tab) => tab.authorization()));
    expect(tabs.map((tab) => tab.get().status)).toEqual(['signed-in', 'signed-in']);
    expect(around.spent).toEqual(['refresh-1', 'refresh-2']);
  });

  it('does not come back when signing out and a renewal cross', async () => {
    around.stored.set(storageKey, 'refresh-1');
    const keeper = new SessionKeeper(around);
    const renewal = keeper.renew();
    keeper.forget();
    await renewal;
    expect(keeper.get().status).toBe('signed-out');
    expect(around.stored.has(storageKey)).toBe(false);
  });
});
