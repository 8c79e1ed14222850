import { useApolloClient, useQuery } from '@apollo/client/react';
import type { ArticleParts } from '../../../graphql/generated/fragments.ts';
import { ArticlePublishedDocument, NewsDocument } from '../../../graphql/generated/news.ts';
import type { ArticleFilter } from '../../../graphql/generated/schema-types.ts';
import { useLive } from '../../../graphql/use-live.ts';

const pageSize = 20;
/** What a list keeps while new articles arrive; older ones are a page away. */
const keptArticles = 200;

/** Articles, newest first; new ones come in on top as they are published. */
export function useArticles(filter: ArticleFilter, first = pageSize) {
  const client = useApolloClient();
  const variables = { filter, first };
  const { data, loading, error, refetch, fetchMore } = useQuery(NewsDocument, { variables, fetchPolicy: 'cache-and-network' });
  const page = data?.articles;

  useLive(ArticlePublishedDocument, filter.symbols ? { symbols: filter.symbols } : {}, ({ articlePublished }) => {
    const { article } = articlePublished;
    if (!article || !matches(article, filter)) return;
    client.cache.updateQuery({ query: NewsDocument, variables }, (known) => {
      if (!known?.articles || known.articles.nodes.some((node) => node.id === article.id)) return known;
      return { articles: { ...known.articles, nodes: [article, ...known.articles.nodes].slice(0, keptArticles) } };
    });
  });

  const more = () => void fetchMore({ variables: { ...variables, after: page?.pageInfo.endCursor } });
  return { articles: page?.nodes, loading, error, retry: () => void refetch(), more: page?.pageInfo.hasNextPage ? more : null };
}

function matches(article: ArticleParts, filter: ArticleFilter): boolean {
  const label = article.sentiment?.label;
  if (filter.label && !(label && filter.label.includes(label))) return false;
  return !filter.search || article.headline.toLowerCase().includes(filter.search.toLowerCase());
}
