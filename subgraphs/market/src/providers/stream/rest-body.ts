import type { RestAnswer } from '../rest/rest-answer.ts';

/** What a venue was asked for and did not tell. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';

  constructor(
    reason: string,
    /** Whether the same question can have another answer later. */
    readonly mayLater: boolean,
    readonly retryAfterMs: number | null = null,
  ) {
    super(reason);
  }
}

/** The body of an answer; throws `NotAnswered` for all others. */
export function bodyOf(answer: RestAnswer): unknown {
  if (answer.kind === 'OK') return answer.body;
  if (answer.kind === 'RATE_LIMITED') throw new NotAnswered(answer.reason, true, answer.retryAfterMs);
  throw new NotAnswered(answer.reason, answer.kind === 'UPSTREAM_DOWN' || answer.kind === 'MALFORMED');
}
