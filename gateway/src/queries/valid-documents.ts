import { type DocumentNode, parse, specifiedRules, validate } from 'graphql';
import { KeptOperations } from '../execution/kept-operations.ts';
import { limits } from '../limits/limits.ts';
import { limitRules } from '../limits/rules.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';

/** What Apollo Server has parsed and validated; a new supergraph begins with what was validated for it beforehand. */
export class ValidDocuments {
  readonly #own = new KeptOperations<DocumentNode>();
  readonly #next = new WeakMap<Supergraph, Map<string, DocumentNode>>();
  #prepared: ReadonlyMap<string, DocumentNode> = new Map();

  /** Null where the next supergraph does not allow it. */
  prepare(text: string, hash: string, next: Supergraph): DocumentNode | null {
    const document = parse(text, { maxTokens: limits.tokens });
    if (validate(next.api, document, [...specifiedRules, ...limitRules], { maxErrors: 1 }).length > 0) return null;
    const prepared = this.#next.get(next) ?? new Map<string, DocumentNode>();
    this.#next.set(next, prepared.set(hash, document));
    return document;
  }

  use(supergraph: Supergraph): void {
    this.#prepared = this.#next.get(supergraph) ?? new Map();
  }

  /** As Apollo Server wants it. Its keys are a name of the schema, a colon and the hash of the text. */
  readonly store = {
    get: async (key: string) => this.#own.find(key) ?? this.#prepared.get(key.slice(key.lastIndexOf(':') + 1)),
    set: async (key: string, document: DocumentNode) => this.#own.keep(key, document, document.loc?.source.body.length ?? 0),
    delete: async () => false,
  };
}
