import { hedges } from '../lexicon/modifiers.ts';
import { clausesOf } from '../text/clauses.ts';
import { type Token, tokensOf } from '../text/tokens.ts';
import { findHits, type WordValues } from './find-hits.ts';
import type { Hit } from './hit.ts';
import { modifyHits } from './modify-hits.ts';

/** What a text says, clause by clause. */
export interface ReadText {
  readonly text: string;
  readonly clauses: readonly ReadClause[];
}

export interface ReadClause {
  readonly start: number;
  readonly end: number;
  readonly hits: readonly Hit[];
  readonly hedged: boolean;
}

const HEDGED = 0.85;

export function readText(text: string, words: WordValues): ReadText {
  const clauses = clausesOf(text, tokensOf(text)).map(({ tokens, weight }) => {
    const hedged = tokens.some((token) => hedges.has(token.word));
    const factor = weight * (hedged ? HEDGED : 1);
    const hits = modifyHits(tokens, findHits(tokens, text, words)).map(({ value, first, last }) => ({
      value: value * factor,
      start: startOf(tokens, first),
      end: endOf(tokens, last),
    }));
    return { start: startOf(tokens, 0), end: endOf(tokens, tokens.length - 1), hits, hedged };
  });
  return { text, clauses };
}

const startOf = (tokens: readonly Token[], index: number) => tokens[index]?.start ?? 0;
const endOf = (tokens: readonly Token[], index: number) => tokens[index]?.end ?? 0;
