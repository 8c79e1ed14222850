import type { LinkedInstrument } from '../linking/link-instruments.ts';
import type { WordValues } from './find-hits.ts';
import { type Judgement, judge } from './judge.ts';
import { type ReadClause, type ReadText, readText } from './score-text.ts';

export const LOCAL_MODEL = 'local-v1';

export interface ScoredMention extends Judgement {
  readonly symbol: string;
  readonly relevance: number;
}

/** Overall, and towards each instrument: where an article speaks of several, the clause around each decides. */
export function scoreArticle(
  article: { readonly headline: string; readonly summary: string | null },
  linked: readonly LinkedInstrument[],
  words: WordValues,
): { overall: Judgement; mentions: ScoredMention[] } {
  const headline = readText(article.headline, words);
  const summary = article.summary === null ? null : readText(article.summary, words);
  const overall = judge({ headline, summary });
  const mentions = linked.map((instrument) => {
    const alone = linked.length === 1;
    const judgement = alone ? overall : judgeOne(instrument, linked, headline, summary, overall);
    return { symbol: instrument.symbol, relevance: instrument.relevance, ...judgement };
  });
  return { overall, mentions };
}

function judgeOne(
  instrument: LinkedInstrument,
  linked: readonly LinkedInstrument[],
  headline: ReadText,
  summary: ReadText | null,
  overall: Judgement,
): Judgement {
  const others = linked.filter((other) => other !== instrument);
  const main = own(
    headline,
    instrument.headlineSpans,
    others.map((other) => other.headlineSpans),
  );
  const rest = summary
    ? own(
        summary,
        instrument.summarySpans,
        others.map((other) => other.summarySpans),
      )
    : [];
  const said = [...main, ...rest].some((clause) => clause.hits.length > 0);
  return said ? judge({ headline, summary, only: { headline: main, summary: rest } }) : overall;
}

type Spans = readonly { readonly start: number; readonly end: number }[];

/** The clauses that name it, and those after them that name nobody else: "A slumps, warning of weak demand". */
function own(read: ReadText, spans: Spans, others: readonly Spans[]): ReadClause[] {
  const kept: ReadClause[] = [];
  let mine = false;
  for (const clause of read.clauses) {
    if (names(clause, spans)) mine = true;
    else if (others.some((other) => names(clause, other))) mine = false;
    if (mine) kept.push(clause);
  }
  return kept;
}

const names = (clause: ReadClause, spans: Spans) => spans.some(({ start }) => start >= clause.start && start < clause.end);
