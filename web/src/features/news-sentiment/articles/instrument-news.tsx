import { useApolloClient, useQuery } from '@apollo/client/react';
import { ArticlePublishedDocument, InstrumentNewsDocument } from '../../../graphql/generated/news.ts';
import { useLive } from '../../../graphql/use-live.ts';
import { Button } from '../../../ui/button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { ArticleItem } from './article-item.tsx';
import styles from './article-list.module.css';

/** Of its first page, which the sentiment of a young history is drawn from as well. */
export const articlesOfInstrument = 8;

export function InstrumentNews({ symbol }: { symbol: string }) {
  const client = useApolloClient();
  const variables = { symbol, first: articlesOfInstrument };
  const { data, error, refetch, fetchMore } = useQuery(InstrumentNewsDocument, { variables, fetchPolicy: 'cache-and-network' });
  const page = data?.instrument?.news;

  useLive(ArticlePublishedDocument, { symbols: [symbol] }, ({ articlePublished }) => {
    const { article } = articlePublished;
    if (!article) return;
    client.cache.updateQuery({ query: InstrumentNewsDocument, variables }, (known) => {
      const news = known?.instrument?.news;
      if (!known?.instrument || !news || news.nodes.some((node) => node.id === article.id)) return known;
      return { instrument: { ...known.instrument, news: { ...news, nodes: [article, ...news.nodes] } } };
    });
  });

  return (
    <Panel title={`News about ${symbol}`} flush>
      {page ? (
        page.nodes.length > 0 ? (
          page.nodes.map((article) => <ArticleItem key={article.id} article={article} detailed />)
        ) : (
          <Empty title="Nothing was written about it yet">News appears here as it is published.</Empty>
        )
      ) : error ? (
        <Failure what="News" retry={() => void refetch()} />
      ) : (
        <Skeleton rows={4} height={84} />
      )}
      {page?.pageInfo.hasNextPage ? (
        <div className={styles.more}>
          <Button onClick={() => void fetchMore({ variables: { ...variables, after: page.pageInfo.endCursor } })}>Older news</Button>
        </div>
      ) : null}
    </Panel>
  );
}
