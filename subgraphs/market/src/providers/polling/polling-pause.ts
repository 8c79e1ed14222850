import { HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import type { FeedNotice } from '../../domain/price-feed.ts';
import type { RestAnswer } from '../rest/rest-answer.ts';

export interface Pause {
  readonly state: FeedNotice['state'];
  readonly ms: number;
}

const FIRST_MS = MINUTE_MS;
const LONGEST_MS = 30 * MINUTE_MS;
/** A key that is refused now is so later; whoever mends it starts the process anew. */
const REFUSED_KEY_MS = HOUR_MS;

/** For how long the provider as a whole is left alone after an answer; null where only what was asked for is in question. */
export function pauseAfter(answer: RestAnswer, failures: number, random: () => number): Pause | null {
  switch (answer.kind) {
    case 'RATE_LIMITED':
      return { state: 'RATE_LIMITED', ms: answer.retryAfterMs ?? FIRST_MS };
    case 'UPSTREAM_DOWN':
      // At least half of it: each try costs a call.
      return { state: 'DOWN', ms: answer.retryAfterMs ?? Math.min(FIRST_MS * 2 ** failures, LONGEST_MS) * (0.5 + random() / 2) };
    case 'UNAUTHORISED':
      return { state: 'DOWN', ms: REFUSED_KEY_MS };
    default:
      return null;
  }
}
