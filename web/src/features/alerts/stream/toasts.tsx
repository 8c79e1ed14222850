import { useMutation } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { instrumentPath } from '../../../formatting/paths.ts';
import { AcknowledgeAlertDocument } from '../../../graphql/generated/alerts.ts';
import type { AlertParts } from '../../../graphql/generated/fragments.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Icon } from '../../../ui/icon.tsx';
import { SeverityMark } from '../severity-mark.tsx';
import type { ToastQueue } from './toast-queue.ts';
import styles from './toasts.module.css';

const shownMs = 9_000;

interface Props {
  readonly queue: ToastQueue;
  readonly onDismiss: (id: string) => void;
  readonly onDismissAll: () => void;
}

export function Toasts({ queue, onDismiss, onDismissAll }: Props) {
  const { shown, collapsed } = queue;
  return (
    <section className={styles.region} aria-label="Notifications">
      <More count={collapsed} className={styles.moreOfStack} onOpen={onDismissAll} />
      {shown.map((alert) => (
        <Toast key={alert.id} alert={alert} onDismiss={onDismiss} />
      ))}
      {/* A narrow screen shows the newest one only. */}
      <More count={collapsed + shown.length - 1} className={styles.moreOfOne} onOpen={onDismissAll} />
    </section>
  );
}

function More({ count, className, onOpen }: { count: number; className: string | undefined; onOpen: () => void }) {
  if (count <= 0) return null;
  return (
    <Link
      href="/alerts"
      className={classNames(styles.more, className)}
      aria-label={`${count} more alerts, to the history`}
      onClick={onOpen}
    >
      {`+${count} more`}
    </Link>
  );
}

function Toast({ alert, onDismiss }: { alert: AlertParts; onDismiss: (id: string) => void }) {
  const [held, setHeld] = useState(false);
  const [acknowledge] = useMutation(AcknowledgeAlertDocument);
  const stays = alert.severity === 'CRITICAL' || held;
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => onDismiss(alert.id), shownMs);
    return () => clearTimeout(timer);
  }, [alert.id, stays, onDismiss]);

  return (
    // The pointer or the focus on it holds it: nothing disappears while it is read.
    <div
      role="status"
      data-testid="toast"
      className={styles.toast}
      data-severity={alert.severity}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <SeverityMark severity={alert.severity} />
      <div className={styles.words}>
        <p className={styles.message}>{alert.message}</p>
        <p className={styles.facts}>{alert.rule?.name ?? alert.symbol}</p>
        <div className={styles.actions}>
          <Link href={instrumentPath(alert.symbol)} className={styles.open} onClick={() => onDismiss(alert.id)}>
            Open {alert.symbol}
          </Link>
          <Button size="small" tone="quiet" onClick={() => void acknowledge({ variables: { id: alert.id } })}>
            Acknowledge
          </Button>
        </div>
      </div>
      <IconButton aria-label="Dismiss" onClick={() => onDismiss(alert.id)}>
        <Icon name="close" size={16} />
      </IconButton>
    </div>
  );
}
