import type { SentimentLabel } from '@marketgraph/vocabulary';
import { useDeferredValue, useState } from 'react';
import { PageTitle } from '../../../ui/panel.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { ArticleList } from './article-list.tsx';
import styles from './news-page.module.css';

type Tone = 'ALL' | 'BULLISH' | 'NEUTRAL' | 'BEARISH';
const options = [
  { value: 'ALL', text: 'All' },
  { value: 'BULLISH', text: 'Bullish' },
  { value: 'NEUTRAL', text: 'Neutral' },
  { value: 'BEARISH', text: 'Bearish' },
] as const;
const labels: Record<Tone, readonly SentimentLabel[] | null> = {
  ALL: null,
  BULLISH: ['BULLISH', 'SOMEWHAT_BULLISH'],
  NEUTRAL: ['NEUTRAL'],
  BEARISH: ['BEARISH', 'SOMEWHAT_BEARISH'],
};

export function NewsPage() {
  const [tone, setTone] = useState<Tone>('ALL');
  const [words, setWords] = useState('');
  const search = useDeferredValue(words.trim());
  const label = labels[tone];
  const filter = { ...(label ? { label } : {}), ...(search ? { search } : {}) };
  return (
    <div className={styles.page}>
      <PageTitle title="News">
        Every article is scored for each instrument it speaks of. The underlined words are what the score rests on.
      </PageTitle>
      <div className={styles.bar}>
        <Segmented label="Sentiment" options={options} value={tone} onChange={setTone} />
        <SearchField label="Search headlines" value={words} onChange={setWords} />
      </div>
      <div className={styles.list}>
        <ArticleList filter={filter} detailed paged />
      </div>
    </div>
  );
}
