import { useQuery } from '@apollo/client/react';
import { HOUR_MS } from '@marketgraph/vocabulary';
import { lazy, Suspense, useMemo } from 'react';
import { formatScore } from '../../../formatting/numbers.ts';
import { countOf, sentenceCase } from '../../../formatting/words.ts';
import { type InstrumentPageQuery, SentimentHistoryDocument } from '../../../graphql/generated/instrument.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Empty, Failure } from '../../../ui/states.tsx';
import styles from './sentiment-panel.module.css';

const SentimentChart = lazy(() => import('../../../charts/sentiment-chart.tsx').then((module) => ({ default: module.SentimentChart })));

export type Summary = NonNullable<InstrumentPageQuery['instrument']>['sentiment'];
const shownHours = 72;
const refreshMs = 60_000;

interface Props {
  readonly symbol: string;
  readonly summary: Summary;
  /** Of the newest price: a replay of years ago shows the sentiment of those days. */
  readonly asOf: string | undefined;
}

export function SentimentPanel({ symbol, summary, asOf }: Props) {
  const from = useMemo(
    () => new Date(Math.floor((asOf ? Date.parse(asOf) : Date.now()) / HOUR_MS) * HOUR_MS - shownHours * HOUR_MS).toISOString(),
    [asOf],
  );
  const { data, loading, error, refetch } = useQuery(SentimentHistoryDocument, {
    variables: { symbol, interval: 'ONE_HOUR', from },
    pollInterval: refreshMs,
  });
  const points = data?.instrument?.sentimentHistory;
  return (
    <Panel title="Sentiment" aside={summary ? <Reading summary={summary} /> : null}>
      {summary ? <Balance summary={summary} /> : null}
      <div className={styles.space}>
        {points && points.length > 0 ? (
          <Suspense>
            <SentimentChart points={points} />
          </Suspense>
        ) : error && !data ? (
          <Failure what="Sentiment" retry={() => void refetch()} />
        ) : loading ? null : (
          <Empty title="No sentiment yet">The chart starts with the first article about it.</Empty>
        )}
      </div>
    </Panel>
  );
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

function Balance({ summary }: { summary: NonNullable<Summary> }) {
  return (
    <p className={styles.balance}>
      <span>{`${countOf(summary.articleCount, 'article')} in the last day`}</span>
      <span className={styles.up}>{`${summary.bullish} bullish`}</span>
      <span>{`${summary.neutral} neutral`}</span>
      <span className={styles.down}>{`${summary.bearish} bearish`}</span>
    </p>
  );
}
