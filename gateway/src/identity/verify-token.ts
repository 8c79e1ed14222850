import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import { roles, type Viewer } from '@marketgraph/vocabulary';
import { type JWTPayload, jwtVerify } from 'jose';
import { KeyFile } from './key-file.ts';
import { TokenMemory } from './token-memory.ts';

export interface Identity {
  readonly viewer: Viewer;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

export interface TokenVerifier {
  /** Null for every token that is not a valid one of ours. */
  verify(token: string): Promise<Identity | null>;
}

const ISSUER = 'marketgraph';
const MAX_TOKEN_LENGTH = 4_096;
/** Goes into a header as `id role`: no spaces, no control characters. */
const USER_KEY = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * Access tokens are EdDSA only, typed `at+jwt`, and signed with a key of our own file: whatever key, address or certificate a
 * token itself names in its header is never looked at.
 */
export function createTokenVerifier(options: { keysDir: string; clock: Clock; logger: Logger }): TokenVerifier {
  const keys = new KeyFile(options.keysDir, options.clock);
  const memory = new TokenMemory<Identity>(options.clock);
  return {
    async verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) return null;
      const name = TokenMemory.nameOf(token);
      const known = memory.find(name, keys.generation);
      if (known) return known;
      try {
        const { payload, generation } = await verifySignature(token, keys, options.clock);
        const identity = identityOf(payload);
        if (identity) memory.keep(name, identity, generation);
        return identity;
      } catch (error) {
        options.logger.debug('A token was refused.', { reason: reasonOf(error) });
        return null;
      }
    },
  };
}

async function verifySignature(token: string, keys: KeyFile, clock: Clock) {
  let generation = keys.generation;
  const find = async ({ kid }: { kid?: string | undefined }) => {
    const key = await keys.find(kid);
    // Should the file be read while the signature is verified, it is not remembered by the newer reading.
    generation = keys.generation;
    return key;
  };
  const { payload } = await jwtVerify(token, find, {
    algorithms: ['EdDSA'],
    issuer: ISSUER,
    audience: ISSUER,
    typ: 'at+jwt',
    requiredClaims: ['exp', 'sub', 'role'],
    currentDate: new Date(clock.now()),
  });
  return { payload, generation };
}

function identityOf(payload: JWTPayload): Identity | null {
  const role = roles.find((name) => name === payload['role']);
  const { sub, exp = 0 } = payload;
  // The types of jose are hopes: a payload holds whatever its signer wrote.
  return role && typeof sub === 'string' && USER_KEY.test(sub) ? { viewer: { id: sub, role }, expiresAt: exp * 1_000 } : null;
}

/** Only the scheme may be written in any case: the flag `i` makes each character of a long token cost six times as much. */
const BEARER = /^[Bb][Ee][Aa][Rr][Ee][Rr] ([\w-]+\.[\w-]+\.[\w-]+)$/;

/** The token of an `Authorization: Bearer ...` value; null when there is none, undefined when it is something else. */
export function bearerToken(authorization: unknown): string | null | undefined {
  if (authorization === undefined || authorization === null || authorization === '') return null;
  return typeof authorization === 'string' ? BEARER.exec(authorization)?.[1] : undefined;
}
