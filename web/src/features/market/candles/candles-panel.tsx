import { useQuery } from '@apollo/client/react';
import type { Interval } from '@marketgraph/vocabulary';
import { lazy, Suspense, useMemo, useState } from 'react';
import { pointsOf } from '../../../charts/candle-points.ts';
import { digitsOf } from '../../../formatting/numbers.ts';
import { intervalNames } from '../../../formatting/words.ts';
import { CandlesDocument } from '../../../graphql/generated/instrument.ts';
import { Panel } from '../../../ui/panel.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { Empty, Failure } from '../../../ui/states.tsx';
import styles from './candles-panel.module.css';

const LiveCandles = lazy(() => import('./live-candles.tsx').then((module) => ({ default: module.LiveCandles })));

const choices: readonly Interval[] = ['ONE_MINUTE', 'FIVE_MINUTES', 'FIFTEEN_MINUTES', 'ONE_HOUR', 'FOUR_HOURS', 'ONE_DAY'];
const options = choices.map((value) => ({ value, text: intervalNames[value] ?? value }));
const shownCandles = 500;

export function CandlesPanel({ symbol, tickSize }: { symbol: string; tickSize: string }) {
  const [interval, setInterval] = useState<Interval>('FIVE_MINUTES');
  const { data, loading, error, refetch } = useQuery(CandlesDocument, {
    variables: { symbol, interval, last: shownCandles },
    fetchPolicy: 'cache-and-network',
  });
  const series = data?.instrument?.candleSeries;
  const candles = useMemo(() => (series ? pointsOf(series) : []), [series]);
  const digits = Math.max(digitsOf(tickSize), 0);

  return (
    <Panel title="Price" flush aside={<Segmented label="Interval" options={options} value={interval} onChange={setInterval} />}>
      <div className={styles.space}>
        {candles.length > 0 ? (
          <Suspense fallback={<div className={styles.waiting} />}>
            <LiveCandles
              key={`${symbol} ${interval}`}
              symbol={symbol}
              interval={interval}
              candles={candles}
              digits={digits}
              label={`Candles of ${symbol}, ${intervalNames[interval] ?? interval}, times in UTC`}
            />
          </Suspense>
        ) : error ? (
          <Failure what="Candles" retry={() => void refetch()} />
        ) : loading ? null : (
          <Empty title="No candles yet">The first one forms with the first trade.</Empty>
        )}
      </div>
    </Panel>
  );
}
