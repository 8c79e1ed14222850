import { randomBytes } from 'node:crypto';

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
