import type { ListedInstrument } from '../instrument.ts';
import { type Alias, aliasesOf } from './aliases.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface LinkedInstrument {
  readonly symbol: string;
  /** 1 for the one instrument of a headline, less for each of several, least for what only the summary names. */
  readonly relevance: number;
  readonly headlineSpans: readonly Span[];
  readonly summarySpans: readonly Span[];
}

interface LinkableArticle {
  readonly headline: string;
  readonly summary: string | null;
  readonly symbols: readonly string[];
}

/** Finds instruments in texts; made once for a list of them. */
export type Linker = (article: LinkableArticle) => LinkedInstrument[];

const ONLY_NAMED_BY_PROVIDER = 0.6;
const ONLY_IN_SUMMARY = 0.4;

export function createLinker(instruments: readonly ListedInstrument[]): Linker {
  // Longer names first: "Bitcoin Cash" is not Bitcoin.
  const aliases = instruments.flatMap(aliasesOf).sort((a, b) => b.text.length - a.text.length);
  return (article) => {
    const headline = findAll(article.headline, aliases);
    const summary = article.summary === null ? new Map<string, Span[]>() : findAll(article.summary, aliases);
    const symbols = new Set([...headline.keys(), ...article.symbols, ...summary.keys()]);
    return [...symbols].map((symbol) => {
      const headlineSpans = headline.get(symbol) ?? [];
      const relevance = relevanceOf(headlineSpans.length > 0, article.symbols.includes(symbol), headline.size);
      return { symbol, relevance, headlineSpans, summarySpans: summary.get(symbol) ?? [] };
    });
  };
}

function relevanceOf(inHeadline: boolean, byProvider: boolean, count: number): number {
  if (!inHeadline) return byProvider ? ONLY_NAMED_BY_PROVIDER : ONLY_IN_SUMMARY;
  return Math.max(0.5, 1.1 - 0.1 * count);
}

function findAll(text: string, aliases: readonly Alias[]): Map<string, Span[]> {
  const found = new Map<string, Span[]>();
  const lower = text.toLowerCase();
  const taken: Span[] = [];
  for (const alias of aliases) {
    for (const span of occurrences(text, lower, alias)) {
      if (taken.some((other) => span.start < other.end && other.start < span.end)) continue;
      taken.push(span);
      found.set(alias.symbol, [...(found.get(alias.symbol) ?? []), span]);
    }
  }
  return found;
}

function* occurrences(text: string, lower: string, { text: name, cased }: Alias): Generator<Span> {
  const [where, what] = cased === 'exact' ? [text, name] : [lower, name.toLowerCase()];
  for (let start = where.indexOf(what); start >= 0; start = where.indexOf(what, start + 1)) {
    const end = start + what.length;
    const whole = !isWordPart(text[start - 1]) && !isWordPart(text[end]);
    const capital = cased !== 'capital' || /[\p{Lu}\p{N}]/u.test(text.slice(start, end));
    if (whole && capital) yield { start, end };
  }
}

const isWordPart = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}$]/u.test(character);
