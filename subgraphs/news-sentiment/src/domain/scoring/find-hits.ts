import { adverse, adverseAlone, directions, needsNumber, needsObject, promised, reasons } from '../lexicon/directions.ts';
import { findPhrase, neutralWords } from '../lexicon/phrases.ts';
import { percentOf, type Token } from '../text/tokens.ts';

/** Value of single words, from -5 to 5. */
export type WordValues = ReadonlyMap<string, number>;

/** Positions count tokens of the clause, so that modifiers can look around. */
export interface TokenHit {
  readonly value: number;
  readonly first: number;
  readonly last: number;
}

/** How far a direction looks for what it moves: "net loss for the year narrows". */
const REACH = 4;
const ADVERSE_ALONE = -1.2;
/** AFINN was made for tweets; a word of it says less in a headline than one of our phrases. */
const WORD_WEIGHT = 0.35;

export function findHits(tokens: readonly Token[], text: string, words: WordValues): TokenHit[] {
  const hits: TokenHit[] = [];
  const moved = new Set<number>();
  for (let index = 0; index < tokens.length; index++) {
    const direction = directionAt(tokens, index, text, moved);
    const hit = phraseAt(tokens, index) ?? direction ?? signedPercent(tokens, index, text);
    if (!hit) continue;
    hits.push(hit);
    index = Math.max(index, hit.last);
  }
  return [...hits, ...wordHits(tokens, words, moved, hits)].sort((a, b) => a.first - b.first);
}

function phraseAt(tokens: readonly Token[], index: number): TokenHit | null {
  const found = findPhrase(tokens.slice(index, index + 4).map((token) => token.word));
  return found && { value: found.value, first: index, last: index + found.length - 1 };
}

/** "rises 5%", "cuts costs": up is good unless what goes up is bad. `moved` collects what a direction has spoken for. */
function directionAt(tokens: readonly Token[], index: number, text: string, moved: Set<number>): TokenHit | null {
  const percent = nearPercent(tokens, index, text);
  const value = directionValue(tokens, index, percent);
  if (value === 0) return null;
  const object = nearestAdverse(tokens, index);
  // A percentage of what it moved stands right beside it and belongs to the same finding.
  const end = percentOf(tokens, index + 1, text) === null ? index : index + 1;
  if (object === null) return { value, first: index, last: end };
  for (const place of phraseAround(tokens, object)) moved.add(place);
  return { value: -value, first: Math.min(index, object), last: Math.max(end, object) };
}

/** 0 where the word is no direction, or says nothing here. */
function directionValue(tokens: readonly Token[], index: number, percent: number | null): number {
  const word = tokens[index]?.word ?? '';
  if (percent === null && needsNumber.has(word)) return 0;
  if (needsObject.has(word) && !tokens.slice(index + 1, index + 7).some((token) => promised.has(token.word))) return 0;
  const size = percent === null ? 1 : 0.8 + Math.min(Math.abs(percent), 20) / 25;
  return (directions.get(word) ?? 0) * size;
}

function nearestAdverse(tokens: readonly Token[], index: number): number | null {
  for (let distance = 1; distance <= REACH; distance++) {
    for (const place of [index + distance, index - distance]) {
      const word = tokens[place]?.word;
      if (word !== undefined && adverse.has(word) && !separated(tokens, index, place)) return place;
    }
  }
  return null;
}

/** Another direction between the two has taken the noun for itself, or the noun is the reason. */
function separated(tokens: readonly Token[], a: number, b: number): boolean {
  return tokens.slice(Math.min(a, b) + 1, Math.max(a, b)).some(({ word }) => directions.has(word) || reasons.has(word));
}

/** "recession fears" is one thing. */
function phraseAround(tokens: readonly Token[], index: number): number[] {
  const isAdverse = (place: number) => adverse.has(tokens[place]?.word ?? '');
  return [index, ...[index - 1, index + 1].filter(isAdverse)];
}

function nearPercent(tokens: readonly Token[], index: number, text: string): number | null {
  for (const place of [index + 1, index + 2, index + 3, index - 1]) {
    const percent = percentOf(tokens, place, text);
    if (percent !== null) return percent;
  }
  return null;
}

/** "+3.2%" with its sign, where no verb says which way. */
function signedPercent(tokens: readonly Token[], index: number, text: string): TokenHit | null {
  const percent = /^[+\-−]/.test(tokens[index]?.word ?? '') ? percentOf(tokens, index, text) : null;
  return percent ? { value: Math.sign(percent) * (1 + Math.min(Math.abs(percent), 20) / 20), first: index, last: index } : null;
}

function wordHits(tokens: readonly Token[], words: WordValues, moved: ReadonlySet<number>, hits: readonly TokenHit[]): TokenHit[] {
  const taken = new Set(hits.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, offset) => first + offset)));
  return tokens.flatMap(({ word }, index) => {
    if (taken.has(index) || moved.has(index)) return [];
    const value = valueAlone(word, words);
    return value === 0 ? [] : [{ value, first: index, last: index }];
  });
}

function valueAlone(word: string, words: WordValues): number {
  if (adverseAlone.has(word)) return ADVERSE_ALONE;
  const silent = adverse.has(word) || neutralWords.has(word) || directions.has(word);
  return silent ? 0 : WORD_WEIGHT * (words.get(word) ?? 0);
}
