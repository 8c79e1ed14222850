import { useId } from 'react';
import { directionOf } from '../formatting/numbers.ts';
import styles from './sparkline.module.css';
import { height, sparklinePath, width } from './sparkline-path.ts';

/** The shape of the recent past without axes; the numbers stand beside it. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const fade = useId();
  if (values.length < 2) return <span className={styles.space} />;
  const line = sparklinePath(values);
  const direction = directionOf((values.at(-1) ?? 0) - (values[0] ?? 0));
  return (
    <svg className={styles[direction]} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <defs>
        <linearGradient id={fade} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="currentColor" stopOpacity="0.22" />
          <stop offset="1" stopColor="currentColor" stopOpacity="0" />
        </linearGradient>
      </defs>
      <path d={`${line}V${height}H0Z`} fill={`url(#${fade})`} />
      <path d={line} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
