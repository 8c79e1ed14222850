import { ContributionBars } from '../../../charts/contribution-bars.tsx';
import { Ago } from '../../../formatting/ago.tsx';
import { SignalScale } from '../../../formatting/meters.tsx';
import { formatScore } from '../../../formatting/numbers.ts';
import { sentenceCase } from '../../../formatting/words.ts';
import type { SignalParts } from '../../../graphql/generated/fragments.ts';
import { Panel } from '../../../ui/panel.tsx';
import { Empty } from '../../../ui/states.tsx';
import styles from './signal-card.module.css';

export function SignalCard({ signal }: { signal: SignalParts | null | undefined }) {
  return (
    <Panel title="Signal" aside={signal ? <Ago instant={signal.issuedAt} /> : null}>
      {signal ? (
        <>
          <div className={styles.verdict}>
            <span className={styles.action}>
              <SignalScale action={signal.action} />
            </span>
            <dl className={styles.numbers}>
              <div>
                <dt>Score</dt>
                <dd data-field="signal-score">{formatScore(signal.score)}</dd>
              </div>
              <div>
                <dt>Confidence</dt>
                <dd>{`${Math.round(signal.confidence * 100)} %`}</dd>
              </div>
            </dl>
          </div>
          <p className={styles.origin}>
            {signal.previousAction && signal.previousAction !== signal.action
              ? `Was ${sentenceCase(signal.previousAction).toLowerCase()}. `
              : ''}
            Each bar starts where the one above ends.
          </p>
          <ContributionBars contributions={signal.evidence} score={signal.score} />
          <p className={styles.note}>{`${signal.algorithm}. Not advice.`}</p>
        </>
      ) : (
        <Empty title="No signal yet">One is issued when there is enough price history or news.</Empty>
      )}
    </Panel>
  );
}
