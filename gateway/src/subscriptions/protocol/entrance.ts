import type { IncomingMessage } from 'node:http';
import type { ConnectionCounts, ConnectionRefusal, CountedConnection } from '../../limits/connection-counts.ts';
import { Refusal } from '../../queries/refusal.ts';

/** What every connection of a gateway that stops is told, and whoever comes to it. */
export const goingAway = new Refusal(503, 'GOING_AWAY', 'The server is going away. Subscribe again, after the last cursor.');

const noRoom: Readonly<Record<ConnectionRefusal, Refusal>> = {
  GATEWAY_FULL: new Refusal(503, 'TOO_MANY_CONNECTIONS', 'No more connections are taken right now.'),
  ADDRESS_FULL: new Refusal(429, 'TOO_MANY_CONNECTIONS', 'This address has all the connections it may have.'),
};

/** Nothing is wrong with what a connection asks for where this refuses it: there is no room for it here and now. */
export function entered(counts: ConnectionCounts, request: IncomingMessage): CountedConnection | Refusal {
  const counted = counts.enter(request);
  return typeof counted === 'string' ? noRoom[counted] : counted;
}
