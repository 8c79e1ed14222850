import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@marketgraph/service';
import { temporaryFolder } from '@marketgraph/test-kit';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface Claims {
  sub?: unknown;
  role?: unknown;
  iss?: string;
  aud?: string;
  /** Seconds from now; null: none. */
  exp?: number | null;
  nbf?: number;
}

/** A folder with one key of accounts, and tokens signed with it. */
export async function createTokens(clock: Clock) {
  const folder = temporaryFolder('keys');
  const keys = new Map<string, CryptoKey>();
  const publish = async (...kids: string[]) => {
    const published = [];
    for (const kid of kids) {
      const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
      keys.set(kid, pair.privateKey);
      published.push({ ...(await exportJWK(pair.publicKey)), kid, alg: 'EdDSA', use: 'sig' });
    }
    await writeFile(join(folder, 'jwks.json'), JSON.stringify({ keys: published }));
    return published;
  };
  const published = await publish('k1');
  const seconds = () => Math.floor(clock.now() / 1_000);
  const claimsOf = ({ sub = 'ann', role = 'USER', iss = 'marketgraph', aud = 'marketgraph', exp = 900, nbf }: Claims) => ({
    sub,
    role,
    iss,
    aud,
    iat: seconds(),
    ...(exp !== null && { exp: seconds() + exp }),
    ...(nbf !== undefined && { nbf: seconds() + nbf }),
  });
  return {
    folder,
    publicKey: published[0],
    privateKey: () => keys.get('k1') as CryptoKey,
    publish,
    claimsOf,
    /** A good token, but for what is given. */
    sign(claims: Claims = {}, header: Record<string, unknown> = {}, key = keys.get(String(header['kid'] ?? 'k1')) as CryptoKey) {
      return new SignJWT(claimsOf(claims) as never).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k1', ...header }).sign(key);
    },
  };
}
