import type { SentimentPoint } from '../../../charts/sentiment-scale.ts';
import type { ArticleParts } from '../../../graphql/generated/fragments.ts';

/** What each article said of one instrument, oldest first: the history before there are means of intervals to show. */
export function articlePoints(articles: readonly ArticleParts[], symbol: string, since: string): SentimentPoint[] {
  return articles
    .filter((article) => Date.parse(article.publishedAt) >= Date.parse(since))
    .flatMap(({ publishedAt, mentions }) =>
      mentions
        .filter((mention) => mention.symbol === symbol)
        .flatMap(({ sentiment }) => (sentiment ? [{ from: publishedAt, score: sentiment.score, articleCount: 1 }] : [])),
    )
    .sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
}
