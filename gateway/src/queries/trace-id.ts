import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@marketgraph/service';
import type { GatewayContext } from './gateway-context.ts';

const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const ID_BYTES = 16;

/** The W3C trace context, or undefined where a caller gave none that is one. */
export function traceparentOf(value: unknown): string | undefined {
  return typeof value === 'string' && TRACEPARENT.test(value) ? value : undefined;
}

/** As W3C trace ids are written. */
export function newTraceId(): string {
  return randomBytes(ID_BYTES).toString('hex');
}

/** The id in a caller's trace context; a new one where there is none. */
export function traceIdIn(traceparent: unknown): string {
  return TRACEPARENT.exec(typeof traceparent === 'string' ? traceparent : '')?.[1] ?? newTraceId();
}

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
