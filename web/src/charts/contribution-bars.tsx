import { formatScore } from '../formatting/numbers.ts';
import { evidenceName } from '../formatting/words.ts';
import { classNames } from '../ui/class-names.ts';
import styles from './contribution-bars.module.css';
import { type Contribution, stepsOf } from './contribution-steps.ts';

export function ContributionBars({ contributions, score }: { contributions: readonly Contribution[]; score: number }) {
  const steps = stepsOf(contributions);
  const reach = Math.max(0.25, ...steps.flatMap((step) => [Math.abs(step.from), Math.abs(step.to)])) * 1.05;
  return (
    <ol className={styles.list}>
      {steps.map((step) => (
        <li key={step.name} className={styles.step}>
          <span className={styles.name}>{evidenceName(step.name)}</span>
          <Track from={step.from} to={step.to} reach={reach} />
          <span className={styles.value}>{formatScore(step.contribution, 3)}</span>
          <p className={styles.why}>{step.explanation}</p>
        </li>
      ))}
      <li className={classNames(styles.step, styles.total)}>
        <span className={styles.name}>Score</span>
        <Track from={0} to={score} reach={reach} strong />
        <span className={styles.value}>{formatScore(score, 3)}</span>
      </li>
    </ol>
  );
}

function Track({ from, to, reach, strong = false }: { from: number; to: number; reach: number; strong?: boolean }) {
  const share = (value: number) => 50 + (value / reach) * 50;
  const left = Math.min(share(from), share(to));
  const width = Math.max(0.8, Math.abs(share(to) - share(from)));
  return (
    <span className={styles.track} aria-hidden="true">
      <span
        className={classNames(styles.bar, to >= from ? styles.up : styles.down, strong && styles.strong)}
        style={{ left: `${left}%`, width: `${width}%` }}
      />
    </span>
  );
}
