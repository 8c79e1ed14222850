import { Link } from 'wouter';
import { Ago } from '../../../formatting/ago.tsx';
import { Signed } from '../../../formatting/delta.tsx';
import { SentimentMeter, SignalScale } from '../../../formatting/meters.tsx';
import { formatScore } from '../../../formatting/numbers.ts';
import { instrumentPath } from '../../../formatting/paths.ts';
import { evidenceName, sentenceCase } from '../../../formatting/words.ts';
import type { SignalsQuery } from '../../../graphql/generated/news.ts';
import styles from './signals-page.module.css';

type Signal = NonNullable<SignalsQuery['signals']>['nodes'][number];

export function SignalItem({ signal }: { signal: Signal }) {
  const strongest = [...signal.evidence].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)).slice(0, 3);
  const changed = signal.previousAction && signal.previousAction !== signal.action;
  return (
    <article className={styles.item}>
      <div className={styles.who}>
        <Link href={instrumentPath(signal.symbol)} className={styles.link}>
          {signal.symbol}
        </Link>
        <span>{signal.instrument?.name ?? ''}</span>
      </div>
      <div className={styles.action}>
        <SignalScale action={signal.action} />
        <small>{changed && signal.previousAction ? `was ${sentenceCase(signal.previousAction).toLowerCase()}` : 'unchanged'}</small>
      </div>
      <div className={styles.score}>
        <SentimentMeter score={signal.score} />
      </div>
      <ul className={styles.evidence} aria-label="Strongest evidence">
        {strongest.map((part) => (
          <li key={part.name} title={part.explanation}>
            {evidenceName(part.name)} <Signed text={formatScore(part.contribution)} value={part.contribution} />
          </li>
        ))}
      </ul>
      <span className={styles.when}>
        <Ago instant={signal.issuedAt} />
      </span>
    </article>
  );
}
