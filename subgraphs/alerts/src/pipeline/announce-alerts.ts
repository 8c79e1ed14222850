import type { Log } from '@marketgraph/bus';
import type { NewEvent } from '@marketgraph/events';
import type { AlertChange } from '../domain/alert.ts';
import type { Announcements } from '../storage/announcements.ts';

/** What subscribers hear of alerts. For the channel IN_APP the event is the delivery. */
export function announceAlerts(log: Log): Announcements {
  return {
    async alertsChanged(client, changes) {
      if (changes.length > 0) await log.appendIn(client, changes.map(toEvent));
    },
  };
}

function toEvent({ alert, cause, occurredAt, receivedAt }: AlertChange): NewEvent<'AlertChanged'> {
  const { id, ...facts } = alert;
  return { type: 'AlertChanged', key: alert.symbol, occurredAt, receivedAt, payload: { alertId: id, ...facts, cause } };
}
