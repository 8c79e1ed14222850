import { useEffect, useRef } from 'react';
import styles from './candle-chart.module.css';
import type { CandlePoint } from './candle-points.ts';
import { CandleView } from './candle-view.ts';

interface Props {
  readonly candles: readonly CandlePoint[];
  /** The newest candle as it forms; older than the last one it changes that one instead of adding. */
  readonly latest: CandlePoint | null;
  readonly digits: number;
  readonly label: string;
}

export function CandleChart({ candles, latest, digits, label }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<CandleView | null>(null);

  useEffect(() => {
    if (!host.current) return;
    const created = new CandleView(host.current);
    view.current = created;
    return () => {
      view.current = null;
      created.remove();
    };
  }, []);

  useEffect(() => view.current?.show(candles, digits), [candles, digits]);
  useEffect(() => {
    if (latest) view.current?.update(latest);
  }, [latest]);

  return <div ref={host} className={styles.chart} role="img" aria-label={label} />;
}
