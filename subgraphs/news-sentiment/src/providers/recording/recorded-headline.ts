import { createHash } from 'node:crypto';
import { isSymbol } from '@marketgraph/vocabulary';
import { z } from 'zod';
import type { ReceivedArticle } from '../../domain/article.ts';

/** One line of a headlines file. */
const line = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  headline: z.string().trim().min(1).max(1_000),
  summary: z.string().max(20_000).nullish(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  publisher: z.string().min(1).max(200).optional(),
  /** RFC 3339, or milliseconds since 1970. */
  publishedAt: z.union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.number()]).optional(),
  symbols: z.array(z.string()).max(50).optional(),
});

/** What is not in the file, and where in it the line stands. */
export interface HeadlinePlace {
  readonly file: string;
  readonly lineNumber: number;
  readonly publisher: string | undefined;
  /** The time of the line before, for one that tells none. */
  readonly publishedBefore: number;
  readonly receivedAt: number;
}

export type RecordedHeadline = Omit<ReceivedArticle, 'provenance'>;

/** The article, or the reason why the line is none. */
export function readHeadline(text: string, place: HeadlinePlace): { headline: RecordedHeadline } | { fault: string } {
  const parsed = parseLine(text);
  if ('fault' in parsed) return parsed;
  const { id, headline, summary, url, publisher, publishedAt, symbols = [] } = parsed.value;
  const articleId = `rec-${createHash('sha256')
    .update(`${place.file}\n${id ?? place.lineNumber}`)
    .digest('base64url')
    .slice(0, 20)}`;
  return {
    headline: {
      articleId,
      headline,
      summary: summary || null,
      url: url ?? `https://news.marketgraph.example/recordings/${articleId}`,
      publisher: publisher ?? place.publisher ?? 'Recording',
      publishedAt: publishedAt ?? place.publishedBefore,
      receivedAt: place.receivedAt,
      symbols: symbols.filter(isSymbol),
    },
  };
}

function parseLine(text: string): { value: z.infer<typeof line> } | { fault: string } {
  try {
    const result = line.safeParse(JSON.parse(text));
    return result.success ? { value: result.data } : { fault: z.prettifyError(result.error) };
  } catch {
    return { fault: 'It is not JSON.' };
  }
}
