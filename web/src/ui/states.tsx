import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import styles from './states.module.css';

/** Holds the place of what is coming, so that nothing jumps when it does. */
export function Skeleton({ rows = 1, height = 16 }: { rows?: number; height?: number }) {
  return (
    <div className={styles.skeleton} aria-busy="true">
      <p className="visually-hidden">Loading</p>
      {Array.from({ length: rows }, (_, row) => (
        <span key={`row-${String(row)}`} style={{ height }} />
      ))}
    </div>
  );
}

export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.notice}>
      <p className={styles.title}>{title}</p>
      {children ? <p className={styles.text}>{children}</p> : null}
      {action}
    </div>
  );
}

export function Failure({ what, retry }: { what: string; retry?: (() => void) | undefined }) {
  return (
    <div className={styles.notice} role="alert">
      <p className={styles.title}>{what} could not be loaded</p>
      <p className={styles.text}>The rest of the page keeps working.</p>
      {retry ? (
        <Button size="small" onClick={retry}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}
