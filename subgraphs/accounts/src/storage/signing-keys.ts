import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

export interface SigningKey {
  readonly kid: string;
  readonly privateJwk: JWK;
}

/**
 * The key that signs access tokens, in `private.jwk.json`, and its public half for whoever verifies them, in `jwks.json`.
 * Both are made when missing. Several processes may do so at once: the first private key wins, and all publish that one.
 */
export async function openSigningKey(folder: string): Promise<SigningKey> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const privateFile = join(folder, 'private.jwk.json');
  const text = (await read(privateFile)) ?? (await createKey(folder, privateFile));
  const privateJwk: JWK = JSON.parse(text);
  const kid = await calculateJwkThumbprint(privateJwk);
  await publish(folder, { ...publicHalf(privateJwk), kid, alg: 'EdDSA', use: 'sig' });
  return { kid, privateJwk };
}

async function createKey(folder: string, privateFile: string): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const draft = await writeDraft(folder, await exportJWK(privateKey), 0o600);
  try {
    // Unlike rename, link fails when another process was faster.
    await link(draft, privateFile);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(privateFile, 'utf8');
}

async function publish(folder: string, key: JWK): Promise<void> {
  const publicFile = join(folder, 'jwks.json');
  const published: { keys: JWK[] } = JSON.parse((await read(publicFile)) ?? '{"keys":[]}');
  if (published.keys.some(({ kid }) => kid === key.kid)) return;
  const draft = await writeDraft(folder, { keys: [...published.keys, key] }, 0o644);
  await rename(draft, publicFile);
}

async function writeDraft(folder: string, content: object, mode: number): Promise<string> {
  const draft = join(folder, `.${randomUUID()}.tmp`);
  await writeFile(draft, JSON.stringify(content), { mode, flag: 'wx', flush: true });
  return draft;
}

async function read(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
}

function publicHalf({ kty, crv, x }: JWK): JWK {
  return { ...(kty && { kty }), ...(crv && { crv }), ...(x && { x }) };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
