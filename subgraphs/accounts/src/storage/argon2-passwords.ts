import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Passwords } from '../domain/ports.ts';

const derive = promisify(argon2);

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
const SALT_BYTES = 16;

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Hashes in the PHC form, which carries its own cost: raising the cost leaves older hashes valid. */
export class Argon2Passwords implements Passwords {
  readonly #unknown = format(cost, randomBytes(SALT_BYTES), randomBytes(cost.tagLength));

  async hash(password: string): Promise<string> {
    const nonce = randomBytes(SALT_BYTES);
    return format(cost, nonce, await derive('argon2id', { ...cost, nonce, message: bytesOf(password) }));
  }

  async matches(password: string, hash: string | null): Promise<boolean> {
    const { parameters, tag } = parse(hash ?? this.#unknown);
    const derived = await derive('argon2id', { ...parameters, message: bytesOf(password) });
    return timingSafeEqual(derived, tag) && hash !== null;
  }
}

/** The same letters typed on another system may be other code points: NFKC makes them one. */
function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'));
}

function format({ memory, passes, parallelism }: typeof cost, nonce: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

function parse(hash: string): { parameters: Omit<Argon2Parameters, 'message'>; tag: Buffer } {
  const [, memory, passes, parallelism, nonce, tag] = phc.exec(hash) ?? [];
  if (nonce === undefined || tag === undefined) throw new TypeError('A stored password hash is not argon2id in PHC form.');
  const bytes = Buffer.from(tag, 'base64');
  const parameters = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(nonce, 'base64'),
    tagLength: bytes.length,
  };
  return { parameters, tag: bytes };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
