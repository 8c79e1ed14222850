import { join } from 'node:path';
import { signedTokens } from '@marketgraph/accounts/storage/signed-tokens';
import { openSigningKey } from '@marketgraph/accounts/storage/signing-keys';
import { systemClock } from '@marketgraph/service';
import type { BenchContext } from './bench.ts';

export interface BenchTokens {
  /** What JWT_KEYS_DIR is to be. */
  readonly keys: string;
  /** An access token of that user, signed as accounts signs it. */
  tokenOf(user: string): Promise<string>;
}

export async function openBenchTokens({ folder }: Pick<BenchContext, 'folder'>): Promise<BenchTokens> {
  const keys = join(folder, 'keys');
  const signed = await signedTokens(await openSigningKey(keys));
  return {
    keys,
    async tokenOf(id) {
      const user = { id, email: `${id}@bench.test`, displayName: id, role: 'USER' as const, createdAt: 0 };
      const { token } = await signed.accessToken(user, `session of ${id}`, systemClock.now());
      return token;
    },
  };
}
