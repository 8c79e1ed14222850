import { Link } from 'wouter';
import { Ago } from '../../../formatting/ago.tsx';
import { FreshnessTag } from '../../../formatting/freshness-tag.tsx';
import { directionOf, formatScore } from '../../../formatting/numbers.ts';
import { instrumentPath } from '../../../formatting/paths.ts';
import { countOf, sentenceCase } from '../../../formatting/words.ts';
import type { ArticleParts } from '../../../graphql/generated/fragments.ts';
import { classNames } from '../../../ui/class-names.ts';
import styles from './article-item.module.css';
import { markedPieces } from './marked-text.ts';

type Sentiment = { readonly score: number; readonly label: string } | null;

/** A neutral score has no direction, however it leans. */
function toneOf(sentiment: Sentiment): string | undefined {
  return !sentiment || sentiment.label === 'NEUTRAL' ? styles.flat : styles[directionOf(sentiment.score)];
}

export function ArticleItem({ article, detailed = false }: { article: ArticleParts; detailed?: boolean }) {
  const { sentiment } = article;
  return (
    <article className={classNames(styles.item, toneOf(sentiment))}>
      <p className={styles.source}>
        <span>{article.publisher}</span>
        <Ago instant={article.publishedAt} />
        {article.duplicateCount > 0 ? (
          <span title="Other reports of the same story">{`+${countOf(article.duplicateCount, 'report')}`}</span>
        ) : null}
        <FreshnessTag freshness={article.freshness} source="" />
      </p>
      <h3 className={detailed ? styles.large : styles.headline}>
        <a href={article.url} target="_blank" rel="noreferrer">
          {markedPieces(article.headline, sentiment?.evidence ?? []).map((piece) =>
            piece.marked ? <mark key={piece.at}>{piece.text}</mark> : <span key={piece.at}>{piece.text}</span>,
          )}
        </a>
      </h3>
      {detailed && article.summary ? <p className={styles.summary}>{article.summary}</p> : null}
      <ul className={styles.mentions}>
        {article.mentions.map((mention) => (
          <li key={mention.symbol}>
            <Link href={instrumentPath(mention.symbol)} className={classNames(styles.mention, toneOf(mention.sentiment))}>
              <strong>{mention.symbol}</strong>
              <span>{mention.sentiment ? formatScore(mention.sentiment.score) : 'not scored'}</span>
            </Link>
          </li>
        ))}
        {detailed && sentiment ? (
          <li
            className={styles.model}
          >{`${sentenceCase(sentiment.label)}, ${Math.round(sentiment.confidence * 100)} % sure, ${sentiment.model}`}</li>
        ) : null}
      </ul>
    </article>
  );
}
