import type { Interval } from '@marketgraph/vocabulary';
import { useEffect, useState } from 'react';
import { CandleChart } from '../../../charts/candle-chart.tsx';
import type { CandlePoint } from '../../../charts/candle-points.ts';
import { newestCandle, withPrice } from '../../../charts/forming-candle.ts';
import { CandleUpdatesDocument } from '../../../graphql/generated/instrument.ts';
import { useLiveQuote } from '../../../graphql/live/stores.ts';
import { useLive } from '../../../graphql/use-live.ts';

interface Props {
  readonly symbol: string;
  readonly interval: Interval;
  readonly candles: readonly CandlePoint[];
  readonly digits: number;
  readonly label: string;
}

const pace = { mode: 'LATEST', every: 'PT0.25S' } as const;

/** Apart from its panel, so that a price renders no more than the chart. */
export function LiveCandles({ symbol, interval, candles, digits, label }: Props) {
  const forming = useFormingCandle(symbol, interval, candles.at(-1));
  return <CandleChart candles={candles} latest={forming} digits={digits} label={label} />;
}

/** What the query and the subscription tell of the newest candle, moved on by the price that the whole page shows. */
function useFormingCandle(symbol: string, interval: Interval, queried: CandlePoint | undefined): CandlePoint | null {
  const [forming, setForming] = useState<CandlePoint | null>(null);
  const live = useLiveQuote(symbol);
  useEffect(() => {
    if (queried) setForming((known) => newestCandle(known, queried));
  }, [queried]);
  useLive(CandleUpdatesDocument, { symbols: [symbol], interval, pace }, ({ candleUpdated }) => {
    if (candleUpdated.interval === interval) setForming((known) => newestCandle(known, candleUpdated.candle));
  });
  // Also after the server's word, which may be older than the price by the time it took to be told.
  useEffect(() => {
    if (live && forming) setForming(withPrice(forming, live, interval));
  }, [live, forming, interval]);
  return forming;
}
