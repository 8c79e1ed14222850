import { useMutation } from '@apollo/client/react';
import { Link } from 'wouter';
import { Ago } from '../../../formatting/ago.tsx';
import { instrumentPath } from '../../../formatting/paths.ts';
import { AcknowledgeAlertDocument } from '../../../graphql/generated/alerts.ts';
import type { AlertParts } from '../../../graphql/generated/fragments.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { SeverityMark } from '../severity-mark.tsx';
import styles from './alert-item.module.css';

export function AlertItem({ alert }: { alert: AlertParts }) {
  const [acknowledge, { loading }] = useMutation(AcknowledgeAlertDocument);
  return (
    <li className={styles.item} data-testid="alert">
      <SeverityMark severity={alert.severity} />
      <div className={styles.words}>
        <p className={styles.message}>{alert.message}</p>
        <p className={styles.facts}>
          <Link href={instrumentPath(alert.symbol)}>{alert.symbol}</Link>
          <span>{alert.rule?.name ?? 'rule deleted since'}</span>
          <Ago instant={alert.triggeredAt} />
          {alert.resolvedAt ? <span>resolved</span> : null}
        </p>
      </div>
      {alert.acknowledgedAt ? (
        <Badge>Acknowledged</Badge>
      ) : (
        <Button size="small" disabled={loading} onClick={() => void acknowledge({ variables: { id: alert.id } })}>
          Acknowledge
        </Button>
      )}
    </li>
  );
}
