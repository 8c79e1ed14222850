import { labelOf, type SignalAction, signalActions } from '@marketgraph/vocabulary';
import { classNames } from '../ui/class-names.ts';
import styles from './meters.module.css';
import { formatScore } from './numbers.ts';
import { sentenceCase } from './words.ts';

const tones: Record<SignalAction, string | undefined> = {
  STRONG_SELL: styles.down,
  SELL: styles.down,
  HOLD: styles.flat,
  BUY: styles.up,
  STRONG_BUY: styles.up,
};

/** A score from -1 to 1 as a bar that leaves the middle. */
export function SentimentMeter({ score, count }: { score: number | null | undefined; count?: number | undefined }) {
  if (score === null || score === undefined)
    return (
      <span className={styles.none} title="Nothing was written about it in the last day.">
        –
      </span>
    );
  const share = Math.min(1, Math.abs(score)) * 50;
  const label = sentenceCase(labelOf(score));
  const side = score < 0 ? { right: '50%', width: `${share}%` } : { left: '50%', width: `${share}%` };
  const tone = label === 'Neutral' ? styles.flat : score < 0 ? styles.down : styles.up;
  return (
    <span className={styles.sentiment} title={`${label}${count === undefined ? '' : `, ${count} articles in the last day`}`}>
      <span className={styles.track} aria-hidden="true">
        <span className={classNames(styles.fill, tone)} style={side} />
      </span>
      <span className={styles.score}>{formatScore(score)}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

/** The five actions as five ticks, the taken one lit. */
export function SignalScale({ action, label = true }: { action: SignalAction | null | undefined; label?: boolean }) {
  if (!action) return <span className={styles.none}>–</span>;
  return (
    <span className={classNames(styles.signal, tones[action])} data-action={action}>
      <span className={styles.ticks} aria-hidden="true">
        {signalActions.map((name) => (
          <span key={name} className={classNames(styles.tick, name === action && styles.lit)} />
        ))}
      </span>
      <span className={label ? undefined : 'visually-hidden'}>{sentenceCase(action)}</span>
    </span>
  );
}
