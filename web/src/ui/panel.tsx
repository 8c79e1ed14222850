import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './panel.module.css';

interface Props {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  /** Content that runs to the border: tables, charts, lists with their own rows. */
  readonly flush?: boolean;
}

export function Panel({ title, aside, children, className, flush = false }: Props) {
  const heading = useId();
  return (
    <section className={classNames(styles.panel, className)} aria-labelledby={heading}>
      <header className={styles.header}>
        <h2 id={heading} className={styles.title}>
          {title}
        </h2>
        {aside ? <div className={styles.aside}>{aside}</div> : null}
      </header>
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}

export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className={styles.page}>
      <h1>{title}</h1>
      {children ? <p>{children}</p> : null}
    </header>
  );
}
