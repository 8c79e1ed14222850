import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountsBench, openAccountsBench, type SessionAnswer } from './accounts-bench.ts';

const DAY_MS = 86_400_000;
let bench: AccountsBench;

beforeAll(async () => {
  bench = await openAccountsBench();
});
afterAll(() => bench.close());

const codes = ({ userErrors }: SessionAnswer) => userErrors.map(({ code }) => code);

describe('signing up', () => {
  it('gives a session of the new user', async () => {
    const { session, userErrors } = await bench.signUp('Ada@Example.com', 'correct horse', ' Ada ');
    expect(userErrors).toEqual([]);
    expect(session?.user).toMatchObject({ email: 'ada@example.com', displayName: 'Ada', role: 'USER' });
    expect(decodeProtectedHeader(session?.accessToken ?? '')).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
    expect(decodeJwt(session?.accessToken ?? '')).toMatchObject({ iss: 'marketgraph', aud: 'marketgraph', role: 'USER' });
  });

  it('refuses an address that differs from a known one in case only', async () => {
    await bench.signUp('case@example.com');
    expect(codes(await bench.signUp('CASE@example.com'))).toEqual(['TAKEN']);
  });

  it.each([
    ['a password of 9 characters', 'nine char', 'Name', ['password']],
    ['a password of 201 characters', 'x'.repeat(201), 'Name', ['password']],
    ['an empty name', 'correct horse', '  ', ['displayName']],
    ['a name that Postgres cannot keep', 'correct horse', 'a\u0000b', ['displayName']],
  ])('refuses %s', async (_, password, name, field) => {
    const { session, userErrors } = await bench.signUp('refused@example.com', password, name);
    expect(session).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'INVALID', field }]);
  });

  it('lets one of two sign-ups with the same address at the same moment through', async () => {
    const answers = await Promise.all([bench.signUp('twice@example.com'), bench.signUp('twice@example.com')]);
    expect(answers.flatMap(codes)).toEqual(['TAKEN']);
  });
});

describe('signing in', () => {
  it('works with the address in any case', async () => {
    await bench.signUp('bea@example.com');
    expect((await bench.signIn('BEA@example.com')).session?.user.email).toBe('bea@example.com');
  });

  it('answers a wrong password and an unknown address alike', async () => {
    await bench.signUp('known@example.com');
    const wrong = await bench.signIn('known@example.com', 'wrong password');
    expect(wrong).toEqual(await bench.signIn('unknown@example.com', 'wrong password'));
    expect(codes(wrong)).toEqual(['UNAUTHENTICATED']);
  });

  it('refuses the 21st guess of a minute even with the right password, however many come at once', async () => {
    await bench.signUp('guessed@example.com');
    const guesses = await Promise.all(Array.from({ length: 30 }, () => bench.signIn('guessed@example.com', 'wrong password')));
    expect(guesses.flatMap(codes).toSorted()).toEqual([...Array(10).fill('LIMIT_REACHED'), ...Array(20).fill('UNAUTHENTICATED')]);
    expect(codes(await bench.signIn('guessed@example.com'))).toEqual(['LIMIT_REACHED']);
    await bench.clock.advance(60_000);
    expect(codes(await bench.signIn('guessed@example.com'))).toEqual([]);
  });

  it('limits guesses at an unknown address too', async () => {
    const guesses = await Promise.all(Array.from({ length: 21 }, () => bench.signIn('nobody@example.com', 'wrong password')));
    expect(guesses.flatMap(codes).filter((code) => code === 'LIMIT_REACHED')).toHaveLength(1);
  });

  it('gives the guesses back to whoever knows the password', async () => {
    await bench.signUp('forgetful@example.com');
    for (let round = 0; round < 2; round++) {
      await Promise.all(Array.from({ length: 19 }, () => bench.signIn('forgetful@example.com', 'wrong password')));
      expect(codes(await bench.signIn('forgetful@example.com'))).toEqual([]);
    }
  });

  it('answers an address that Postgres cannot keep like an unknown one', async () => {
    expect(codes(await bench.signIn('a\u0000b@example.com'))).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a refresh token', () => {
  it('gives a new session once', async () => {
    const first = await bench.signUp('cleo@example.com');
    const second = await bench.refresh(first.session?.refreshToken ?? '');
    expect(second.session?.user.email).toBe('cleo@example.com');
    expect(second.session?.refreshToken).not.toBe(first.session?.refreshToken);
  });

  it('that is used again ends the whole session, the newest token included', async () => {
    const first = await bench.signUp('stolen@example.com');
    const second = await bench.refresh(first.session?.refreshToken ?? '');
    expect(codes(await bench.refresh(first.session?.refreshToken ?? ''))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await bench.refresh(second.session?.refreshToken ?? ''))).toEqual(['UNAUTHENTICATED']);
  });

  it('that is stolen leaves the other sessions of the user alone', async () => {
    const home = await bench.signUp('two-places@example.com');
    const away = await bench.signIn('two-places@example.com');
    await bench.refresh(away.session?.refreshToken ?? '');
    await bench.refresh(away.session?.refreshToken ?? '');
    expect(codes(await bench.refresh(home.session?.refreshToken ?? ''))).toEqual([]);
  });

  it('that is used twice at the same moment counts as stolen', async () => {
    const { session } = await bench.signUp('racing@example.com');
    const answers = await Promise.all([bench.refresh(session?.refreshToken ?? ''), bench.refresh(session?.refreshToken ?? '')]);
    expect(answers.flatMap(codes)).toEqual(['UNAUTHENTICATED']);
    const winner = answers.find((answer) => answer.session);
    expect(codes(await bench.refresh(winner?.session?.refreshToken ?? ''))).toEqual(['UNAUTHENTICATED']);
  });

  it('expires 30 days after it was given', async () => {
    const first = await bench.signUp('late@example.com');
    await bench.clock.advance(30 * DAY_MS - 1);
    const second = await bench.refresh(first.session?.refreshToken ?? '');
    expect(codes(second)).toEqual([]);
    await bench.clock.advance(30 * DAY_MS);
    expect(codes(await bench.refresh(second.session?.refreshToken ?? ''))).toEqual(['UNAUTHENTICATED']);
  });

  it('is good for nothing after signing out', async () => {
    const { session } = await bench.signUp('leaving@example.com');
    const signOut = 'mutation ($t: String!) { signOut(refreshToken: $t) { signedOut userErrors { code } } }';
    expect(await bench.ask(null, signOut, { t: session?.refreshToken })).toEqual({ signOut: { signedOut: true, userErrors: [] } });
    expect(codes(await bench.refresh(session?.refreshToken ?? ''))).toEqual(['UNAUTHENTICATED']);
    expect(await bench.ask(null, signOut, { t: session?.refreshToken })).toMatchObject({ signOut: { signedOut: false } });
  });

  it('made up is refused', async () => {
    expect(codes(await bench.refresh('made up'))).toEqual(['UNAUTHENTICATED']);
  });
});

describe('an access token', () => {
  it('lasts 15 minutes by the clock', async () => {
    const { session } = await bench.signUp('short@example.com');
    const { iat, exp } = decodeJwt(session?.accessToken ?? '');
    expect(iat).toBe(Math.floor(bench.clock.now() / 1_000));
    expect(exp).toBe((iat ?? 0) + 900);
    expect(Date.parse(session?.expiresAt ?? '')).toBe((exp ?? 0) * 1_000);
  });
});

describe('a role', () => {
  it('that is set in the database is in the next token, by signing in as by refreshing', async () => {
    const before = await bench.signUp('admin@example.com');
    expect(await bench.sql("UPDATE accounts.users SET role = 'ADMIN' WHERE email = 'admin@example.com'")).toBe(1);
    const answers = [await bench.signIn('admin@example.com'), await bench.refresh(before.session?.refreshToken ?? '')];
    const roles = answers.map(({ session }) => [session?.user.role, decodeJwt(session?.accessToken ?? '')['role']]);
    expect(roles).toEqual([
      ['ADMIN', 'ADMIN'],
      ['ADMIN', 'ADMIN'],
    ]);
    expect(decodeJwt(before.session?.accessToken ?? '')['role']).toBe('USER');
  });
});

describe('changing the password', () => {
  it('ends every other session and takes effect at once', async () => {
    const before = await bench.signUp('changing@example.com');
    const { viewer } = await viewerOf(before);
    const after = await bench.changePassword(viewer, 'correct horse', 'battery staple');
    expect(codes(await bench.refresh(before.session?.refreshToken ?? ''))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await bench.refresh(after.session?.refreshToken ?? ''))).toEqual([]);
    expect(codes(await bench.signIn('changing@example.com'))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await bench.signIn('changing@example.com', 'battery staple'))).toEqual([]);
  });

  it('needs the current one, whose guesses are counted with those of signing in', async () => {
    const { viewer } = await viewerOf(await bench.signUp('guarded@example.com'));
    const guesses = await Promise.all(Array.from({ length: 21 }, () => bench.changePassword(viewer, 'wrong password', 'battery staple')));
    expect(guesses.flatMap(codes).toSorted()).toEqual([...Array(20).fill('INVALID'), 'LIMIT_REACHED']);
    expect(codes(await bench.signIn('guarded@example.com'))).toEqual(['LIMIT_REACHED']);
  });

  it('is not for strangers', async () => {
    expect(codes(await bench.changePassword(null, 'correct horse', 'battery staple'))).toEqual(['UNAUTHENTICATED']);
  });
});

async function viewerOf({ session }: SessionAnswer) {
  return { viewer: { id: decodeJwt(session?.accessToken ?? '').sub ?? '', role: 'USER' as const } };
}
