import type { Severity } from '@marketgraph/vocabulary';
import styles from './severity-mark.module.css';

const names: Record<Severity, string> = { INFO: 'Info', WARNING: 'Warning', CRITICAL: 'Critical' };

/** Shape and colour tell the severity; the name is there for who sees neither. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <span className={styles[severity]} title={names[severity]}>
      <svg
        width="20"
        height="20"
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {severity === 'INFO' ? (
          <circle cx="10" cy="10" r="7.5" />
        ) : (
          <path d={severity === 'WARNING' ? 'M10 2.8 18 17H2z' : 'M6.6 2.500h6.800l4.1 4.100v6.800l-4.1 4.100H6.600l-4.1-4.100V6.600z'} />
        )}
        <path d={severity === 'INFO' ? 'M10 9.500v4M10 6.500h.01' : 'M10 7.500v4M10 14h.01'} />
      </svg>
      <span className="visually-hidden">{names[severity]}</span>
    </span>
  );
}
