import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The same token as accounts would have given it a quarter of an hour ago: it ends in so many seconds. */
export function endingToken(folder: string, token: string, seconds: number): string {
  const [head = '', payload = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  const shortened = Buffer.from(JSON.stringify({ ...claims, exp: Math.floor(Date.now() / 1_000) + seconds })).toString('base64url');
  const key = createPrivateKey({ key: JSON.parse(readFileSync(join(folder, 'keys', 'private.jwk.json'), 'utf8')), format: 'jwk' });
  const signed = `${head}.${shortened}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}
