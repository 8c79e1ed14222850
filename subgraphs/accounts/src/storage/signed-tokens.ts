import { createHash, randomBytes } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { Tokens } from '../domain/ports.ts';
import type { User } from '../domain/user.ts';
import type { SigningKey } from './signing-keys.ts';

const ACCESS_TOKEN_SECONDS = 15 * 60;
const REFRESH_TOKEN_BYTES = 32;

export async function signedTokens({ kid, privateJwk }: SigningKey): Promise<Tokens> {
  const key = await importJWK(privateJwk, 'EdDSA');
  const hashOf = (refreshToken: string) => createHash('sha256').update(refreshToken).digest('base64url');
  return {
    hashOf,
    newRefreshToken() {
      const token = randomBytes(REFRESH_TOKEN_BYTES).toString('base64url');
      return { token, hash: hashOf(token) };
    },
    async accessToken(user: User, sessionId: string, now: number) {
      const issuedAt = Math.floor(now / 1_000);
      const token = await new SignJWT({ role: user.role, sid: sessionId })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
        .setIssuer('marketgraph')
        .setAudience('marketgraph')
        .setSubject(user.id)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
        .sign(key);
      return { token, expiresAt: (issuedAt + ACCESS_TOKEN_SECONDS) * 1_000 };
    },
  };
}
