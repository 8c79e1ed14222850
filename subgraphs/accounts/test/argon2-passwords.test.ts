import { argon2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Argon2Passwords } from '../src/storage/argon2-passwords.ts';

const passwords = new Argon2Passwords();

describe('a password hash', () => {
  it('says how it was made, and never twice the same', async () => {
    const [first, second] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(first).not.toBe(second);
  });

  it('matches its password only', async () => {
    const hash = await passwords.hash('correct horse');
    expect(await passwords.matches('correct horse', hash)).toBe(true);
    expect(await passwords.matches('correct horsf', hash)).toBe(false);
  });

  it('matches the same letters typed as other code points', async () => {
    expect(await passwords.matches('caf\u00e9 caf\u00e9 caf\u00e9', await passwords.hash('cafe\u0301 cafe\u0301 cafe\u0301'))).toBe(true);
  });

  it('of another cost stays valid', async () => {
    const nonce = Buffer.alloc(16, 7);
    const tag = argon2Sync('argon2id', { message: 'correct horse', nonce, memory: 64, passes: 3, parallelism: 1, tagLength: 32 });
    const encoded = [nonce, tag].map((bytes) => bytes.toString('base64').replaceAll('=', ''));
    expect(await passwords.matches('correct horse', `$argon2id$v=19$m=64,t=3,p=1$${encoded.join('$')}`)).toBe(true);
  });

  it('that does not exist is matched by nothing', async () => {
    expect(await passwords.matches('correct horse', null)).toBe(false);
  });
});
