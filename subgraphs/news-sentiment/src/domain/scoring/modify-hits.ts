import { intensifiers, type Negator, negators } from '../lexicon/modifiers.ts';
import type { Token } from '../text/tokens.ts';
import type { TokenHit } from './find-hits.ts';

const FLIP = -0.8;

interface Negation extends Negator {
  readonly first: number;
  readonly last: number;
}

/** Turns what is negated, strengthens what is intensified, and adds what "fails to" says by itself. */
export function modifyHits(tokens: readonly Token[], hits: readonly TokenHit[]): TokenHit[] {
  const negations = findNegations(tokens);
  const kept = hits.filter((hit) => !negations.some((negation) => hit.first >= negation.first && hit.last <= negation.last));
  const changed = kept.map((hit) => intensify(tokens, negate(hit, negations)));
  const own = negations.flatMap(({ value, first, last }) => (value === 0 ? [] : [{ value, first, last }]));
  return [...changed, ...own];
}

function findNegations(tokens: readonly Token[]): Negation[] {
  const found: Negation[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const negator = negators.find(({ words }) => words.every((word, offset) => tokens[index + offset]?.word === word));
    if (!negator) continue;
    found.push({ ...negator, first: index, last: index + negator.words.length - 1 });
    index += negator.words.length - 1;
  }
  return found;
}

function negate(hit: TokenHit, negations: readonly Negation[]): TokenHit {
  const negation = negations.find(({ last, reach }) => hit.first > last && hit.first - last <= reach);
  if (!negation || (negation.flips === 'good' && hit.value < 0)) return hit;
  return { value: hit.value * FLIP, first: Math.min(negation.first, hit.first), last: hit.last };
}

/** One or two words before, or right after: "sharply lower", "falls sharply". */
function intensify(tokens: readonly Token[], hit: TokenHit): TokenHit {
  const around = [hit.first - 2, hit.first - 1, hit.last + 1];
  const factor = around.reduce((product, place) => product * (intensifiers.get(tokens[place]?.word ?? '') ?? 1), 1);
  return { ...hit, value: hit.value * factor };
}
