import { Link } from 'wouter';
import { Icon } from '../../ui/icon.tsx';
import styles from './bell.module.css';
import { useAlerts } from './history/use-alerts.ts';

/** Leads to the history and counts what nobody has acknowledged. */
export function Bell() {
  const { alerts } = useAlerts();
  const open = alerts?.filter((alert) => !alert.acknowledgedAt).length ?? 0;
  const label = open > 0 ? `Alerts, ${open} to acknowledge` : 'Alerts';
  return (
    <Link href="/alerts" className={styles.bell} aria-label={label} title={label}>
      <Icon name="alerts" />
      {open > 0 ? <span className={styles.count}>{open > 9 ? '9+' : open}</span> : null}
    </Link>
  );
}
