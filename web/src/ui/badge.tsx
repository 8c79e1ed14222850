import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { classNames } from './class-names.ts';

export type Tone = 'neutral' | 'up' | 'down' | 'amber' | 'accent';

export function Badge({
  tone = 'neutral',
  title,
  children,
  dot = false,
}: {
  tone?: Tone;
  title?: string;
  children: ReactNode;
  dot?: boolean;
}) {
  return (
    <span className={classNames(styles.badge, styles[tone])} title={title}>
      {dot ? <span className={styles.dot} aria-hidden="true" /> : null}
      {children}
    </span>
  );
}

/** Small capitals in the monospaced face: what a number is, never the number itself. */
export function Tag({ tone = 'neutral', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className={classNames(styles.tag, styles[tone])} title={title}>
      {children}
    </span>
  );
}
