import { badInput, decodePageCursor, pageSize, toConnection } from '@marketgraph/subgraph-server';
import type { Alert } from '../domain/alert.ts';
import type { AlertPlace } from '../domain/ports.ts';
import { type AlertConnectionType, type AlertType, toAlertType } from './types.ts';

export interface AlertPage {
  /** One more than was asked for tells whether there is a next page. */
  readonly limit: number;
  readonly after: AlertPlace | null;
  toConnection(alerts: readonly Alert[]): AlertConnectionType;
}

/** The last instant that a JavaScript Date and Postgres both know. */
const LAST_INSTANT = 8.64e15;

export function alertPage(first: number, after: string | null | undefined): AlertPage {
  const size = pageSize(first);
  return {
    limit: size + 1,
    after: after ? placeOf(after) : null,
    toConnection(alerts) {
      const nodes = alerts.map((alert) => ({ alert, type: toAlertType(alert) }));
      const page = toConnection(nodes, size, ({ alert }) => [alert.triggeredAt, alert.id], after);
      return { ...page, edges: page.edges.map(({ node, cursor }) => ({ node: node.type, cursor })), nodes: page.nodes.map(typeOf) };
    },
  };
}

function typeOf({ type }: { type: AlertType }): AlertType {
  return type;
}

function placeOf(cursor: string): AlertPlace {
  const [triggeredAt, id] = decodePageCursor(cursor, 2);
  const known =
    typeof triggeredAt === 'number' && Math.abs(triggeredAt) <= LAST_INSTANT && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id);
  if (!known) throw badInput('MALFORMED_CURSOR', 'This page cursor was not given out by this field.');
  return { triggeredAt, id };
}
