import type { IncomingMessage, ServerResponse } from 'node:http';
import { Deadline } from '@marketgraph/service';

const LONGEST_MS = 5_000;
const WHOLE_MS = /^\d{1,6}$/;

/** What the gateway tells that remains, at most five seconds. It is over as well when the gateway hangs up, but for mutations: they are carried out. */
export function requestDeadline(request: IncomingMessage, response: ServerResponse, query: string | undefined): Deadline {
  const told = request.headers['x-deadline-ms'];
  const deadline = new Deadline(typeof told === 'string' && WHOLE_MS.test(told) ? Math.min(Number(told), LONGEST_MS) : LONGEST_MS);
  // As the planner writes it.
  if (!query?.startsWith('mutation')) response.once('close', () => deadline.leave());
  return deadline;
}
