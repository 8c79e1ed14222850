import 'reflect-metadata';
import { buildFederatedSchema } from '@marketgraph/subgraph-server';
import { ArticleResolver, findArticle, MentionResolver } from './article-resolver.ts';
import { ArticleType } from './article-types.ts';
import type { NewsContext } from './context.ts';
import { InstrumentResolver } from './instrument-resolver.ts';
import { findInstrument, InstrumentType } from './instrument-type.ts';
import { findSignal, SignalEvidenceResolver, SignalResolver } from './signal-resolver.ts';
import { SignalType } from './signal-types.ts';

export function buildNewsSchema() {
  return buildFederatedSchema<NewsContext>({
    resolvers: [ArticleResolver, InstrumentResolver, MentionResolver, SignalEvidenceResolver, SignalResolver],
    entities: [
      { type: ArticleType, name: 'Article', resolve: findArticle },
      { type: InstrumentType, name: 'Instrument', resolve: findInstrument },
      { type: SignalType, name: 'Signal', resolve: findSignal },
    ],
  });
}
