import type { SubgraphContext } from '@marketgraph/subgraph-server';
import type { ArticleReader } from '../storage/article-reader.ts';
import type { SentimentReader } from '../storage/sentiment-reader.ts';
import type { SignalReader } from '../storage/signal-reader.ts';
import type { Loaders } from './loaders.ts';

export interface NewsContext extends SubgraphContext {
  readonly articles: ArticleReader;
  readonly sentiments: SentimentReader;
  readonly signals: SignalReader;
  readonly loaders: Loaders;
}
