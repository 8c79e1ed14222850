import { createHmac } from 'node:crypto';
import { silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { generateKeyPair, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { bearerToken, createTokenVerifier } from '../src/identity/verify-token.ts';
import { type Claims, createTokens } from './support/tokens.ts';

const clock = new ManualClock();
let tokens: Awaited<ReturnType<typeof createTokens>>;
beforeAll(async () => {
  tokens = await createTokens(clock);
});

function verify(token: string) {
  return createTokenVerifier({ keysDir: tokens.folder, clock, logger: silentLogger }).verify(token);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Header and claims as given, with whatever stands for the signature. */
function forge(header: object, signature: string | ((text: string) => string), claims: Claims = {}): string {
  const text = `${encode(header)}.${encode(tokens.claimsOf(claims))}`;
  return `${text}.${typeof signature === 'string' ? signature : signature(text)}`;
}

test('a token of ours names its viewer and its end', async () => {
  const identity = await verify(await tokens.sign({ sub: 'ann', role: 'ADMIN' }));
  expect(identity?.viewer).toEqual({ id: 'ann', role: 'ADMIN' });
  expect((identity?.expiresAt ?? 0) - clock.now()).toBe(900_000);
});

const wrongClaims: [string, Claims][] = [
  ['has expired', { exp: -1 }],
  ['expires this very second', { exp: 0 }],
  ['never expires', { exp: null }],
  ['is not valid yet', { nbf: 60 }],
  ['is of another issuer', { iss: 'someone' }],
  ['is for another audience', { aud: 'someone' }],
  ['names no user', { sub: '' }],
  ['names a user with a space, which would end the header', { sub: 'ann ADMIN' }],
  ['names a user with a line break', { sub: 'ann\nx-viewer: bob ADMIN' }],
  ['names a user by a number', { sub: 7 }],
  ['has no role', { role: null }],
  ['has a role that there is not', { role: 'ROOT' }],
  ['has a list of roles', { role: ['ADMIN'] }],
];
test.each(wrongClaims)('a token that %s is refused', async (_, claims) => {
  expect(await verify(await tokens.sign(claims))).toBeNull();
});

const wrongHeaders: [string, Record<string, unknown>][] = [
  ['another type', { typ: 'JWT' }],
  ['no type', { typ: undefined }],
  ['an unknown critical extension', { crit: ['b64'], b64: false }],
];
test.each(wrongHeaders)('a token with %s is refused', async (_, header) => {
  const token = await tokens.sign({}, header).catch(() => forge({ alg: 'EdDSA', kid: 'k1', ...header }, 'AAAA'));
  expect(await verify(token)).toBeNull();
});

test.each(['none', 'None', 'NONE', 'nOnE', ''])('a token without a signature (alg "%s") is refused', async (alg) => {
  expect(await verify(forge({ alg, typ: 'at+jwt', kid: 'k1' }, ''))).toBeNull();
});

test.each(['HS256', 'HS384', 'HS512'])('a token signed %s with the public key as its secret is refused', async (alg) => {
  const secret = JSON.stringify(tokens.publicKey);
  const hmac = (text: string) =>
    createHmac(`sha${alg.slice(2)}`, secret)
      .update(text)
      .digest('base64url');
  expect(await verify(forge({ alg, typ: 'at+jwt', kid: 'k1' }, hmac))).toBeNull();
});

test.each(['ES256', 'RS256', 'PS256'])('a token signed %s by a key of its own is refused', async (alg) => {
  const { privateKey } = await generateKeyPair(alg);
  const token = await new SignJWT(tokens.claimsOf({}) as never).setProtectedHeader({ alg, typ: 'at+jwt', kid: 'k1' }).sign(privateKey);
  expect(await verify(token)).toBeNull();
});

test.each(['jwk', 'jku', 'x5u', 'x5c', 'nothing'])("a stranger's key is not believed because the token brings it (%s)", async (member) => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { exportJWK } = await import('jose');
  const jwk = await exportJWK(publicKey);
  const brought: Record<string, unknown> = {
    jwk,
    jku: 'https://example.com/jwks.json',
    x5u: 'https://example.com/cert.pem',
    x5c: ['AAAA'],
  };
  const header = member === 'nothing' ? {} : { [member]: brought[member] };
  expect(await verify(await tokens.sign({}, header, privateKey))).toBeNull();
});

test.each(['../../etc/passwd', "' OR 1=1 --", 'k1\0', '', 'x'.repeat(3_000), 'k2'])(
  'a key id that is not known (%j) is refused',
  async (kid) => {
    expect(await verify(await tokens.sign({}, { kid }, tokens.privateKey()))).toBeNull();
  },
);

test('a changed payload, a changed signature and a cut token are refused', async () => {
  const [header, , signature] = (await tokens.sign()).split('.');
  expect(await verify(`${header}.${encode(tokens.claimsOf({ role: 'ADMIN' }))}.${signature}`)).toBeNull();
  expect(await verify((await tokens.sign()).slice(0, -4))).toBeNull();
  expect(await verify(`${(await tokens.sign()).slice(0, -4)}AAAA`)).toBeNull();
});

test.each(['', '.', '..', 'a.b.c', 'null', '{}', 'a'.repeat(10_000), '\u0000.\u0000.\u0000'])(
  'what is no token (%j) is refused',
  async (text) => {
    expect(await verify(text)).toBeNull();
  },
);

test('a key that accounts adds while we run is found', async () => {
  const own = await createTokens(clock);
  const verifier = createTokenVerifier({ keysDir: own.folder, clock, logger: silentLogger });
  expect(await verifier.verify(await own.sign())).not.toBeNull();
  await own.publish('k2');
  await clock.advance(1_000);
  expect(await verifier.verify(await own.sign({}, { kid: 'k2' }))).not.toBeNull();
});

test('tokens that come at once, before any key was read, are all verified', async () => {
  const token = await tokens.sign({ sub: 'ann' });
  const verifier = createTokenVerifier({ keysDir: tokens.folder, clock, logger: silentLogger });
  const identities = await Promise.all(Array.from({ length: 20 }, () => verifier.verify(token)));
  expect(identities.map((identity) => identity?.viewer.id)).toEqual(Array.from({ length: 20 }, () => 'ann'));
});

test('a token that was verified is known again, and no longer than it is valid', async () => {
  const own = await createTokens(clock);
  const verifier = createTokenVerifier({ keysDir: own.folder, clock, logger: silentLogger });
  const token = await own.sign({ exp: 60 });
  const first = await verifier.verify(token);
  expect(await verifier.verify(token)).toBe(first);
  await clock.advance(60_000);
  expect(await verifier.verify(token)).toBeNull();
});

test('a token that was verified is refused once its key is gone from the file that was read', async () => {
  const own = await createTokens(clock);
  const verifier = createTokenVerifier({ keysDir: own.folder, clock, logger: silentLogger });
  const token = await own.sign();
  expect(await verifier.verify(token)).not.toBeNull();
  await own.publish('k2');
  await clock.advance(1_000);
  expect(await verifier.verify(await own.sign({}, { kid: 'k2' }))).not.toBeNull();
  expect(await verifier.verify(token)).toBeNull();
});

test('a changed token is not taken for the one that is known', async () => {
  const own = await createTokens(clock);
  const verifier = createTokenVerifier({ keysDir: own.folder, clock, logger: silentLogger });
  const token = await own.sign();
  expect(await verifier.verify(token)).not.toBeNull();
  const [header, , signature] = token.split('.');
  expect(await verifier.verify(`${header}.${encode(own.claimsOf({ role: 'ADMIN' }))}.${signature}`)).toBeNull();
});

test('without a key file every token is refused', async () => {
  const verifier = createTokenVerifier({ keysDir: '/nowhere', clock, logger: silentLogger });
  expect(await verifier.verify(await tokens.sign())).toBeNull();
});

test.each([
  [undefined, null],
  ['', null],
  ['Bearer a.b.c', 'a.b.c'],
  ['bearer a.b.c', 'a.b.c'],
  ['Basic YTpi', undefined],
  ['Bearer', undefined],
  ['Bearer a.b.c d', undefined],
  [{ token: 'a.b.c' }, undefined],
  [7, undefined],
])('an authorization of %j gives the token %j', (authorization, token) => {
  expect(bearerToken(authorization)).toBe(token);
});
