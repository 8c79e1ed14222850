import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, Fault } from '@marketgraph/service';
import { type CryptoKey, importJWK, type JWK } from 'jose';

const RELOAD_PAUSE_MS = 1_000;

/** The public keys of accounts. Read again when a token names a key that is not known: keys are rotated while we run. */
export class KeyFile {
  #keys: { kid: string | undefined; key: CryptoKey }[] = [];
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;
  #generation = 0;

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
  ) {}

  /** Counts the readings: keys of another one may not be known any more. */
  get generation(): number {
    return this.#generation;
  }

  async find(kid: string | undefined): Promise<CryptoKey> {
    const known = this.#lookUp(kid);
    if (known) return known;
    // Unknown key ids cost nothing to invent: they must not make us read the file for each.
    if (this.clock.now() - this.#readAt >= RELOAD_PAUSE_MS) this.#reading = this.#read();
    // Many may come at once, after a start above all: they wait for the one reading.
    await this.#reading;
    const found = this.#lookUp(kid);
    if (!found) throw new Fault('UNKNOWN_KEY', 'No key of that id is known.', false);
    return found;
  }

  #lookUp(kid: string | undefined): CryptoKey | undefined {
    if (kid === undefined) return this.#keys.length === 1 ? this.#keys[0]?.key : undefined;
    return this.#keys.find((entry) => entry.kid === kid)?.key;
  }

  async #read(): Promise<void> {
    this.#readAt = this.clock.now();
    const { keys: published } = JSON.parse(await readFile(join(this.folder, 'jwks.json'), 'utf8')) as { keys: JWK[] };
    const usable = published.filter((jwk) => jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && jwk.d === undefined);
    const keys = await Promise.all(usable.map(async (jwk) => ({ kid: jwk.kid, key: (await importJWK(jwk, 'EdDSA')) as CryptoKey })));
    this.#keys = keys;
    this.#generation++;
  }
}
