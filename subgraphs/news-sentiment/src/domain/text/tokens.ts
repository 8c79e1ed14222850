/** A word or number of a text and where it stands there. */
export interface Token {
  /** Lower case, without quotes around it and without a possessive ending. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN = /[$^]?[\p{L}][\p{L}\p{N}&.'’-]*|[+\-−]?\d[\d.,]*%?/gu;

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    // A full stop or hyphen inside a word belongs to it (U.S., week-long), at its end it does not.
    const trimmed = match[0].replace(/[.,'’&-]+$/u, '');
    if (trimmed === '') continue;
    const word = trimmed.toLowerCase().replaceAll('’', "'").replace(/'s$/u, '');
    tokens.push({ word, start: match.index, end: match.index + trimmed.length });
  }
  return tokens;
}

/** The number in front of a percent sign, signed as written; null for every other token. "5 %" and "5 pct" count too. */
export function percentOf(tokens: readonly Token[], index: number, text: string): number | null {
  const token = tokens[index];
  if (!token || !/^[+\-−]?\d/.test(token.word)) return null;
  const follows = token.word.endsWith('%') || /^\s?(%|pct\b|per ?cent\b)/i.test(text.slice(token.end, token.end + 10));
  if (!follows) return null;
  const number = Number(token.word.replace('−', '-').replaceAll(',', '').replace('%', ''));
  return Number.isFinite(number) ? number : null;
}
