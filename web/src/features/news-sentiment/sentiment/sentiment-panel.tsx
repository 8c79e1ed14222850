import { useQuery } from '@apollo/client/react';
import { HOUR_MS } from '@marketgraph/vocabulary';
import { lazy, Suspense } from 'react';
import { formatScore } from '../../../formatting/numbers.ts';
import { countOf, sentenceCase } from '../../../formatting/words.ts';
import { type InstrumentPageQuery, SentimentHistoryDocument } from '../../../graphql/generated/instrument.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Empty, Failure } from '../../../ui/states.tsx';
import styles from './sentiment-panel.module.css';

const SentimentChart = lazy(() => import('../../../charts/sentiment-chart.tsx').then((module) => ({ default: module.SentimentChart })));

export type Summary = NonNullable<InstrumentPageQuery['instrument']>['sentiment'];
const fewHours = 6;
const refreshMs = 60_000;

interface Props {
  readonly symbol: string;
  readonly summary: Summary;
  /** Of the newest price: a replay of years ago shows the sentiment of those days. */
  readonly asOf: string | undefined;
}

export function SentimentPanel({ symbol, summary, asOf }: Props) {
  const { points, step, loading, failed, retry } = useHistory(symbol, asOf);
  return (
    <Panel title="Sentiment" aside={summary ? <Reading summary={summary} /> : null}>
      {summary ? <Balance summary={summary} step={step} /> : null}
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

/** Hours of three days; while there are only a few of them, the last hours in steps of five minutes. */
function useHistory(symbol: string, asOf: string | undefined) {
  const end = Math.floor((asOf ? Date.parse(asOf) : Date.now()) / HOUR_MS) * HOUR_MS;
  const since = (hours: number) => new Date(end - hours * HOUR_MS).toISOString();
  const hourly = useQuery(SentimentHistoryDocument, {
    variables: { symbol, interval: 'ONE_HOUR', from: since(72) },
    pollInterval: refreshMs,
  });
  const hours = hourly.data?.instrument?.sentimentHistory;
  const few = hours !== undefined && hours !== null && hours.length < fewHours;
  const fine = useQuery(SentimentHistoryDocument, {
    variables: { symbol, interval: 'FIVE_MINUTES', from: since(fewHours) },
    pollInterval: refreshMs,
    skip: !few,
  });
  const points = (few ? fine.data?.instrument?.sentimentHistory : hours) ?? [];
  const shown = few ? fine : hourly;
  return {
    points,
    step: few ? 'five minutes' : 'hour',
    loading: shown.loading,
    failed: Boolean(shown.error) && !shown.data,
    retry: () => void shown.refetch(),
  };
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

function Balance({ summary, step }: { summary: NonNullable<Summary>; step: string }) {
  return (
    <p className={styles.balance}>
      <span>{`${countOf(summary.articleCount, 'article')} in the last day`}</span>
      <span className={styles.up}>{`${summary.bullish} bullish`}</span>
      <span>{`${summary.neutral} neutral`}</span>
      <span className={styles.down}>{`${summary.bearish} bearish`}</span>
      <span className={styles.step}>{`mean and articles per ${step}`}</span>
    </p>
  );
}
