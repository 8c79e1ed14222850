import { useApolloClient } from '@apollo/client/react';
import { useCallback, useEffect, useState } from 'react';
import { AlertChangedDocument, type AlertChangedSubscription, AlertsDocument } from '../../../graphql/generated/alerts.ts';
import { useSession } from '../../../graphql/session/session.ts';
import { useLive } from '../../../graphql/use-live.ts';
import { alertsVariables } from '../history/use-alerts.ts';
import { noToasts, withoutToast, withToast } from './toast-queue.ts';
import { Toasts } from './toasts.tsx';

const rulesShown = new Set(['AlertRules', 'InstrumentAlertRules']);
type Change = AlertChangedSubscription['alertChanged'];

/** Hears of the viewer's alerts on every page: shows a toast, and puts them into the list that bell and history share. */
export function AlertStream() {
  const session = useSession();
  const [toasts, setToasts] = useState(noToasts);
  const record = useRecord();
  const viewer = session.status === 'signed-in' ? session.user.id : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another viewer has other alerts.
  useEffect(() => setToasts(noToasts), [viewer]);

  useLive(AlertChangedDocument, viewer ? {} : null, ({ alertChanged }) => {
    record(alertChanged);
    const { alert, cause } = alertChanged;
    if (alert && cause === 'TRIGGERED') setToasts((known) => withToast(known, alert));
    else setToasts((known) => withoutToast(known, cause === 'ACKNOWLEDGED' ? alertChanged.alertId : ''));
  });
  const dismiss = useCallback((id: string) => setToasts((known) => withoutToast(known, id)), []);
  return <Toasts queue={toasts} onDismiss={dismiss} onDismissAll={() => setToasts(noToasts)} />;
}

function useRecord(): (change: Change) => void {
  const client = useApolloClient();
  return useCallback(
    ({ alert, cause }) => {
      if (!alert) return;
      const { acknowledgedAt, resolvedAt } = alert;
      const id = client.cache.identify({ __typename: 'Alert', id: alert.id });
      if (id) client.cache.modify({ id, fields: { acknowledgedAt: () => acknowledgedAt, resolvedAt: () => resolvedAt } });
      client.cache.updateQuery({ query: AlertsDocument, variables: alertsVariables }, (known) => {
        if (!known?.alerts || cause !== 'TRIGGERED' || known.alerts.nodes.some((node) => node.id === alert.id)) return known;
        return { alerts: { ...known.alerts, nodes: [alert, ...known.alerts.nodes] } };
      });
      void client.refetchQueries({ include: 'active', onQueryUpdated: (query) => rulesShown.has(query.queryName ?? '') });
    },
    [client],
  );
}
