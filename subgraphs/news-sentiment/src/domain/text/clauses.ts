import type { Token } from './tokens.ts';

/** A stretch of tokens that says one thing, and how much it counts in the whole. */
export interface Clause {
  readonly tokens: readonly Token[];
  readonly weight: number;
}

/** What stands after these counts more than what stood before: "profit rises but outlook disappoints". */
const TURNS = new Set(['but', 'however', 'yet']);
/** What these open is granted, not claimed: "shares rise despite a loss". */
const CONCESSIONS = new Set(['despite', 'although', 'though', 'notwithstanding']);
/** Two things side by side. */
const CONTRASTS = new Set(['while', 'whereas', 'whilst', 'amid', 'as']);

const BEFORE_TURN = 0.6;
const AFTER_TURN = 1.3;
const CONCEDED = 0.35;

/** Splits at contrasts and at punctuation; every token is in exactly one clause but the words that split. */
export function clausesOf(text: string, tokens: readonly Token[]): Clause[] {
  const clauses: { tokens: Token[]; weight: number }[] = [{ tokens: [], weight: 1 }];
  for (const [index, token] of tokens.entries()) {
    const opened = opens(token, tokens[index - 1], text);
    if (opened !== null) {
      if (opened === AFTER_TURN) for (const clause of clauses) clause.weight *= BEFORE_TURN;
      clauses.push({ tokens: [], weight: opened });
    }
    if (!isSplit(token)) clauses.at(-1)?.tokens.push(token);
  }
  return clauses.filter((clause) => clause.tokens.length > 0);
}

/** The weight of the clause that begins at this token; null where none begins. */
function opens(token: Token, before: Token | undefined, text: string): number | null {
  if (TURNS.has(token.word)) return AFTER_TURN;
  if (CONCESSIONS.has(token.word)) return CONCEDED;
  if (CONTRASTS.has(token.word)) return 1;
  const between = before ? text.slice(before.end, token.start) : '';
  return /[;,]\s|[.!?:]\s|\s[–—-]\s/u.test(between) ? 1 : null;
}

function isSplit({ word }: Token): boolean {
  return TURNS.has(word) || CONCESSIONS.has(word) || CONTRASTS.has(word);
}
