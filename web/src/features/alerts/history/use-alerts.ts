import { useQuery } from '@apollo/client/react';
import { AlertsDocument } from '../../../graphql/generated/alerts.ts';
import { useSession } from '../../../graphql/session/session.ts';

export const alertsVariables = { filter: {}, first: 25 } as const;

/** One list for the bell and the history: what arrives live is put into it once. */
export function useAlerts() {
  const signedIn = useSession().status === 'signed-in';
  const { data, error, refetch, fetchMore } = useQuery(AlertsDocument, { variables: alertsVariables, skip: !signedIn });
  const page = data?.alerts;
  const more = () => void fetchMore({ variables: { ...alertsVariables, after: page?.pageInfo.endCursor } });
  return { alerts: page?.nodes, error, retry: () => void refetch(), more: page?.pageInfo.hasNextPage ? more : null };
}
