import { classNames } from '../ui/class-names.ts';
import styles from './delta.module.css';
import { directionOf, formatPercent } from './numbers.ts';

/** A change in percent: the sign says it too, never the colour alone. */
export function Percent({ value, field }: { value: number | null | undefined; field?: string }) {
  if (value === null || value === undefined) return <span className={styles.flat}>–</span>;
  return (
    <span className={classNames(styles.number, styles[directionOf(Number(value.toFixed(2)))])} data-field={field}>
      {formatPercent(value)}
    </span>
  );
}

export function Signed({ text, value }: { text: string; value: number | string | null | undefined }) {
  return <span className={classNames(styles.number, styles[directionOf(value)])}>{text}</span>;
}
