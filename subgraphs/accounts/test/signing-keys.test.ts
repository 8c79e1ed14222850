import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signedTokens } from '../src/storage/signed-tokens.ts';
import { openSigningKey } from '../src/storage/signing-keys.ts';

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'marketgraph-keys-')), 'below');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const published = async () => JSON.parse(await readFile(join(folder, 'jwks.json'), 'utf8'));

describe('the signing key', () => {
  it('is one for all processes that make it at the same moment', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => openSigningKey(folder)));
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
    expect((await published()).keys).toHaveLength(1);
  });

  it('stays when it is opened again', async () => {
    const { kid } = await openSigningKey(folder);
    expect((await openSigningKey(folder)).kid).toBe(kid);
  });

  it('is readable by its owner only, and its public half holds no secret', async () => {
    await openSigningKey(folder);
    expect((await stat(join(folder, 'private.jwk.json'))).mode & 0o777).toBe(0o600);
    expect((await published()).keys[0]).not.toHaveProperty('d');
  });

  it('signs what the published half verifies', async () => {
    const tokens = await signedTokens(await openSigningKey(folder));
    const user = { id: 'u', email: 'u@example.com', displayName: 'U', role: 'USER', createdAt: 0 } as const;
    const { token } = await tokens.accessToken(user, 's', Date.UTC(2026, 0, 1));
    const verified = await jwtVerify(token, createLocalJWKSet(await published()), {
      issuer: 'marketgraph',
      audience: 'marketgraph',
      typ: 'at+jwt',
      algorithms: ['EdDSA'],
      currentDate: new Date(Date.UTC(2026, 0, 1)),
    });
    expect(verified.payload).toMatchObject({ sub: 'u', role: 'USER' });
  });
});
