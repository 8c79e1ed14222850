import type { ArticleFilter } from '../../../graphql/generated/schema-types.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { ArticleItem } from './article-item.tsx';
import styles from './article-list.module.css';
import { useArticles } from './use-articles.ts';

interface Props {
  readonly filter: ArticleFilter;
  readonly first?: number;
  readonly detailed?: boolean;
  readonly paged?: boolean;
}

export function ArticleList({ filter, first, detailed = false, paged = false }: Props) {
  const { articles, error, retry, more } = useArticles(filter, first);
  if (!articles) return error ? <Failure what="News" retry={retry} /> : <Skeleton rows={6} height={62} />;
  if (articles.length === 0) return <Empty title="No news here yet">Articles appear as they are published.</Empty>;
  return (
    <div>
      {articles.map((article) => (
        <ArticleItem key={article.id} article={article} detailed={detailed} />
      ))}
      {paged && more ? (
        <div className={styles.more}>
          <Button onClick={more}>Older news</Button>
        </div>
      ) : null}
    </div>
  );
}
