import { Button } from '../../../ui/button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import styles from './alert-item.module.css';
import { AlertItem } from './alert-item.tsx';
import { useAlerts } from './use-alerts.ts';

export function HistoryPanel() {
  const { alerts, error, retry, more } = useAlerts();
  const open = alerts?.filter((alert) => !alert.acknowledgedAt).length ?? 0;
  return (
    <Panel title="History" flush aside={open > 0 ? `${open} to acknowledge` : null}>
      {alerts ? (
        alerts.length > 0 ? (
          <ul>
            {alerts.map((alert) => (
              <AlertItem key={alert.id} alert={alert} />
            ))}
          </ul>
        ) : (
          <Empty title="Nothing has fired">Alerts appear here the moment a rule fires.</Empty>
        )
      ) : error ? (
        <Failure what="Alerts" retry={retry} />
      ) : (
        <Skeleton rows={5} height={44} />
      )}
      {more ? (
        <div className={styles.more}>
          <Button onClick={more}>Older alerts</Button>
        </div>
      ) : null}
    </Panel>
  );
}
