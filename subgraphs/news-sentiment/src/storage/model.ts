import { FirstTables1763600000000 } from './migrations/first-tables.ts';
import { ArticleRow } from './rows/article-row.ts';
import { InstrumentRow } from './rows/instrument-row.ts';
import { MentionRow } from './rows/mention-row.ts';
import { SignalRow } from './rows/signal-row.ts';

/** What `openDatabase` needs to know of this subgraph's schema. */
export const model = {
  schema: 'news_sentiment',
  entities: [ArticleRow, InstrumentRow, MentionRow, SignalRow],
  migrations: [FirstTables1763600000000],
};
