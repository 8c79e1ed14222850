import type { ServerResponse } from 'node:http';
import { Deadline } from '@marketgraph/service';
import type { DataSourceAnswer } from './data-source.ts';
import type { GatewayContext } from './gateway-context.ts';

/** After its deadline a subgraph has a moment to tell what it has: then one part of its answer is missing, and not the whole. */
const LAST_WORDS_MS = 100;
/** Of a request and all that it asks of subgraphs; answered within five seconds. */
const REQUEST_MS = 5_000 - LAST_WORDS_MS;

export function operationDeadline(): Deadline {
  return new Deadline(REQUEST_MS);
}

/** Begins when a request arrives; over when its connection closes as well. */
export function requestDeadline(response: ServerResponse): Deadline {
  const deadline = operationDeadline();
  response.once('close', () => deadline.leave());
  return deadline;
}

/** For one question to a subgraph. What an event asks has a deadline of its own; a mutation is carried out although its caller has left. */
export function questionDeadline({ deadline }: GatewayContext, query: string, ownMs = REQUEST_MS): Deadline {
  if (!deadline) return new Deadline(ownMs);
  return isMutation(query) ? deadline.withoutLeaving() : deadline;
}

export function isMutation(query: string): boolean {
  return query.startsWith('mutation');
}

/** What needed the answer becomes null with this error. Nobody knows how far a mutation has come: trying it again is not safe. */
export function exceeded(deadline: Deadline, query: string): DataSourceAnswer {
  const { message, code, retryable } = deadline.fault();
  return { data: null, errors: [{ message, extensions: { code, retryable: retryable && !isMutation(query) } }] };
}

/** Gives up when the last words are over. What it returns takes that back. */
export function afterLastWords(deadline: Deadline, giveUp: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const takeBack = deadline.onOver(() => {
    timer = setTimeout(giveUp, LAST_WORDS_MS);
  });
  return () => {
    takeBack();
    clearTimeout(timer);
  };
}

/** The work's own outcome, or the deadline's fault when its last words are over. */
export function inTime<T>(deadline: Deadline, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const takeBack = afterLastWords(deadline, () => reject(deadline.fault()));
    work.then(resolve, reject).finally(takeBack);
  });
}
