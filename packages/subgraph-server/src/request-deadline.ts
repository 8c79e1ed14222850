import type { IncomingMessage, ServerResponse } from 'node:http';
import { Deadline } from '@marketgraph/service';

const LONGEST_MS = 5_000;
const WHOLE_MS = /^\d{1,6}$/;

/** What the gateway tells that remains, at most five seconds. It is over as well when the gateway hangs up, but for mutations: they are carried out. */
export function requestDeadline(request: IncomingMessage, response: ServerResponse, body: unknown): Deadline {
  const told = request.headers['x-deadline-ms'];
  const deadline = new Deadline(typeof told === 'string' && WHOLE_MS.test(told) ? Math.min(Number(told), LONGEST_MS) : LONGEST_MS);
  if (!isMutation(body)) response.once('close', () => deadline.leave());
  return deadline;
}

/** As the planner writes it. */
function isMutation(body: unknown): boolean {
  const query = (body as { query?: unknown } | null)?.query;
  return typeof query === 'string' && query.startsWith('mutation');
}
