import { createHash } from 'node:crypto';
import { KeptOperations } from '../execution/kept-operations.ts';

/** A caller's own mistake, or the wish to be told the text. */
export interface PersistedQueryProblem {
  readonly code: 'PERSISTED_QUERY_NOT_FOUND' | 'BAD_REQUEST';
  readonly message: string;
}

/** Characters of all texts together. Whoever floods it makes others send their texts again, and nothing else. */
const MAX_CHARACTERS = 8 * 1_024 * 1_024;
const SHA256 = /^[0-9a-f]{64}$/;

/** Automatic persisted queries for every transport: texts by their SHA-256. */
export class PersistedQueries {
  readonly #texts: KeptOperations<string>;

  constructor(maxCharacters = MAX_CHARACTERS) {
    this.#texts = new KeptOperations(maxCharacters);
  }

  /** The text to execute. An empty text counts as none: graphql-ws wants one in every message. */
  resolve(query: string | undefined, extensions: unknown): { query: string | undefined } | { problem: PersistedQueryProblem } {
    const asked = persistedQueryOf(extensions);
    if (asked === undefined) return { query };
    const hash = hashOf(asked);
    if (hash === null)
      return malformed('extensions.persistedQuery must be { version: 1, sha256Hash: 64 hexadecimal digits in lower case }.');
    if (!query) return this.#find(hash);
    if (sha256(query) !== hash) return malformed('extensions.persistedQuery.sha256Hash is not the hash of the query.');
    this.#texts.keep(hash, query, query.length);
    return { query };
  }

  #find(hash: string): { query: string } | { problem: PersistedQueryProblem } {
    const query = this.#texts.find(hash);
    // The very words by which clients know that they must send the text.
    return query === undefined ? { problem: { code: 'PERSISTED_QUERY_NOT_FOUND', message: 'PersistedQueryNotFound' } } : { query };
  }
}

function persistedQueryOf(extensions: unknown): unknown {
  if (typeof extensions !== 'object' || extensions === null) return undefined;
  return (extensions as Record<string, unknown>)['persistedQuery'] ?? undefined;
}

function hashOf(asked: unknown): string | null {
  if (typeof asked !== 'object' || asked === null) return null;
  const { version, sha256Hash } = asked as Record<string, unknown>;
  return version === 1 && typeof sha256Hash === 'string' && SHA256.test(sha256Hash) ? sha256Hash : null;
}

function malformed(message: string): { problem: PersistedQueryProblem } {
  return { problem: { code: 'BAD_REQUEST', message } };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
