import { formatTime } from '../../formatting/times.ts';
import { type Gap, gaps, useGap } from '../../graphql/live/gaps.ts';
import { Button } from '../../ui/button.tsx';
import styles from './gap-notice.module.css';

/** Says what this page has missed for good, until it is read. Nothing is said where a resumption was complete. */
export function GapNotice() {
  const gap = useGap();
  if (!gap) return null;
  return (
    <aside className={styles.notice} role="status" data-testid="gap">
      <p>
        <strong>{`Events are missing ${timesOf(gap)}. `}</strong>
        {`${reasons[gap.reason] ?? 'The server can no longer tell them.'} Prices and lists were asked for anew and are current.`}
      </p>
      <Button onClick={gaps.forget}>Dismiss</Button>
    </aside>
  );
}

const reasons: Readonly<Record<string, string>> = {
  TOO_OLD: 'This page was away for longer than the server keeps live events.',
  TOO_SLOW: 'This page fell too far behind.',
};

function timesOf({ from, to }: Gap): string {
  const until = formatTime(new Date(to).toISOString());
  return from === null ? `before ${until}` : `between ${formatTime(new Date(from).toISOString())} and ${until}`;
}
