import type { IncomingMessage } from 'node:http';
import { type Clock, newTraceId, traceIdIn } from '@marketgraph/service';
import type { GatewayContext } from './gateway-context.ts';

/** By which all errors of one answer and our logs name the request. Made when first asked for: most requests need none. */
export function traceIdOf(context: Pick<GatewayContext, 'trace' | 'traceId'>): string {
  context.traceId ??= traceIdIn(context.trace);
  return context.traceId;
}

/** Of what was refused before it had a context. */
export function traceIdOfRequest({ headers }: Pick<IncomingMessage, 'headers'>): string {
  return traceIdIn(headers['traceparent']);
}

const EVENTS_MS = 10_000;

/** What fails for one event fails for every one that follows and is logged once: so long all are told the id that the log has. */
export function traceIdOfEvents(clock: Pick<Clock, 'now'>): () => string {
  let [id, since] = ['', Number.NEGATIVE_INFINITY];
  return () => {
    if (clock.now() - since >= EVENTS_MS) [id, since] = [newTraceId(), clock.now()];
    return id;
  };
}
