import { DAY_MS, SECOND_MS } from '@marketgraph/vocabulary';
import { parseJson } from '../wire-mapper.ts';
import type { AnswerHeaders, RestAnswer } from './rest-answer.ts';

/** What the status alone tells. Providers that say more by their bodies look there first. */
export function classifyHttp(status: number, _headers: AnswerHeaders, text: string): RestAnswer {
  const reason = `HTTP ${status}: ${text}`;
  if (status === 429 || status === 418) return { kind: 'RATE_LIMITED', retryAfterMs: null, reason };
  if (status === 401) return { kind: 'UNAUTHORISED', reason };
  if (status === 402 || status === 403 || status === 451) return { kind: 'NOT_ENTITLED', reason };
  if (status === 408 || status >= 500) return { kind: 'UPSTREAM_DOWN', reason };
  if (status >= 400) return { kind: 'BAD_REQUEST', reason };
  // Nobody is followed to another address: the key would go with the call.
  if (status < 200 || status >= 300) return { kind: 'MALFORMED', reason: `HTTP ${status}: a redirection, which is not followed.` };
  const body = parseJson(text);
  return body === undefined ? { kind: 'MALFORMED', reason: `No JSON: ${text}` } : { kind: 'OK', body };
}

/** The longest that an answer can silence us for: a wrong date must not do so for ever. */
const LONGEST_PAUSE_MS = DAY_MS;

/** When the provider wants to be asked again, by `Retry-After` (seconds or a date) or `X-Ratelimit-Reset`; null where it does not say. */
export function retryAfterOf(headers: AnswerHeaders, now: number): number | null {
  const told = pauseOf(headers['retry-after'], now) ?? pauseOf(headers['x-ratelimit-reset'], now);
  return told === null ? null : Math.min(Math.max(told, 0), LONGEST_PAUSE_MS);
}

/** Seconds from now, seconds or milliseconds since 1970, or a date of HTTP. */
function pauseOf(text: string | undefined, now: number): number | null {
  if (text === undefined || text.trim() === '') return null;
  if (!/^\d+(\.\d+)?$/.test(text.trim())) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? null : at - now;
  }
  const value = Number(text);
  if (value > FIRST_MS) return value - now;
  return value > FIRST_SECOND ? value * SECOND_MS - now : Math.ceil(value * SECOND_MS);
}

/** No pause is as long, in seconds, as it is since 1970; no second of this age is as late as this millisecond. */
const FIRST_SECOND = 1_000_000_000;
const FIRST_MS = 100_000_000_000;
