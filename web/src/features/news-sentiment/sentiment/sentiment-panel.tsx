import { useQuery } from '@apollo/client/react';
import { HOUR_MS } from '@marketgraph/vocabulary';
import { lazy, Suspense } from 'react';
import type { SentimentPoint } from '../../../charts/sentiment-scale.ts';
import { formatScore } from '../../../formatting/numbers.ts';
import { countOf, sentenceCase } from '../../../formatting/words.ts';
import { type InstrumentPageQuery, SentimentHistoryDocument } from '../../../graphql/generated/instrument.ts';
import { InstrumentNewsDocument } from '../../../graphql/generated/news.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Empty, Failure } from '../../../ui/states.tsx';
import { articlesOfInstrument } from '../articles/instrument-news.tsx';
import { articlePoints } from './article-points.ts';
import styles from './sentiment-panel.module.css';

const SentimentChart = lazy(() => import('../../../charts/sentiment-chart.tsx').then((module) => ({ default: module.SentimentChart })));

export type Summary = NonNullable<InstrumentPageQuery['instrument']>['sentiment'];
const longHours = 72;
const fewHours = 6;
const refreshMs = 60_000;

interface Props {
  readonly symbol: string;
  readonly summary: Summary;
  /** Of the newest price: a replay of years ago shows the sentiment of those days. */
  readonly asOf: string | undefined;
}

export function SentimentPanel({ symbol, summary, asOf }: Props) {
  const { points, measure, loading, failed, retry } = useHistory(symbol, asOf);
  return (
    <Panel title="Sentiment" aside={summary ? <Reading summary={summary} /> : null}>
      {summary ? <Balance summary={summary} measure={measure} /> : null}
      <div className={styles.space}>
        {points.length > 0 ? (
          <Suspense>
            <SentimentChart points={points} />
          </Suspense>
        ) : failed ? (
          <Failure what="Sentiment" retry={retry} />
        ) : loading ? null : (
          <Empty title="No sentiment yet">The chart starts with the first article about it.</Empty>
        )}
      </div>
    </Panel>
  );
}

/** Hours of three days; while there are only a few of them, the last hours in steps of five minutes; before there are two of those, the articles themselves. */
function useHistory(symbol: string, asOf: string | undefined) {
  const end = Math.floor((asOf ? Date.parse(asOf) : Date.now()) / HOUR_MS) * HOUR_MS;
  const since = (hours: number) => new Date(end - hours * HOUR_MS).toISOString();
  const hourly = useQuery(SentimentHistoryDocument, {
    variables: { symbol, interval: 'ONE_HOUR', from: since(longHours) },
    pollInterval: refreshMs,
  });
  const hours = hourly.data?.instrument?.sentimentHistory;
  const few = hours !== undefined && hours !== null && hours.length < fewHours;
  const fine = useQuery(SentimentHistoryDocument, {
    variables: { symbol, interval: 'FIVE_MINUTES', from: since(fewHours) },
    pollInterval: refreshMs,
    skip: !few,
  });
  const means = (few ? fine.data?.instrument?.sentimentHistory : hours) ?? [];
  const shown = few ? fine : hourly;
  const young = few && !fine.loading && means.length < 2;
  const articles = useArticlePoints(symbol, since(longHours), young);
  const single = articles.length > 0;
  return {
    points: single ? articles : means,
    measure: single ? 'each article' : `mean and articles per ${few ? 'five minutes' : 'hour'}`,
    loading: shown.loading,
    failed: Boolean(shown.error) && !shown.data,
    retry: () => void shown.refetch(),
  };
}

function useArticlePoints(symbol: string, since: string, wanted: boolean): readonly SentimentPoint[] {
  const { data } = useQuery(InstrumentNewsDocument, { variables: { symbol, first: articlesOfInstrument }, skip: !wanted });
  return wanted ? articlePoints(data?.instrument?.news?.nodes ?? [], symbol, since) : [];
}

function Reading({ summary }: { summary: NonNullable<Summary> }) {
  const tone = summary.label === 'NEUTRAL' ? 'neutral' : summary.score > 0 ? 'up' : 'down';
  return (
    <>
      <Badge tone={tone}>{`${sentenceCase(summary.label)} ${formatScore(summary.score)}`}</Badge>
      {summary.trend === null ? null : <span title="Against the day before">{`${formatScore(summary.trend)} vs. day before`}</span>}
    </>
  );
}

function Balance({ summary, measure }: { summary: NonNullable<Summary>; measure: string }) {
  return (
    <p className={styles.balance}>
      <span>{`${countOf(summary.articleCount, 'article')} in the last day`}</span>
      <span className={styles.up}>{`${summary.bullish} bullish`}</span>
      <span>{`${summary.neutral} neutral`}</span>
      <span className={styles.down}>{`${summary.bearish} bearish`}</span>
      <span className={styles.measure}>{measure}</span>
    </p>
  );
}
