import { parseExactJson } from '../exact-json.ts';
import { classifyHttp } from '../rest/classify-http.ts';
import type { AnswerHeaders, RestAnswer } from '../rest/rest-answer.ts';
import { isRecord } from '../wire-mapper.ts';

const NOT_IN_PLAN = /don'?t have access to this resource/i;
const LIMIT = /limit/i;
/** Without a key it answers 429 as well, and asks to sign up for one. */
const NO_KEY = /api[ -]?key|token|sign ?up|log ?in/i;

/**
 * Finnhub: errors are JSON or plain text, and what a plan does not include was 401 once and is 403 now. The body keeps the digits of its
 * numbers.
 */
export function classifyFinnhub(status: number, headers: AnswerHeaders, text: string): RestAnswer {
  const body = parseExactJson(text);
  const told = isRecord(body) && typeof body['error'] === 'string' ? body['error'] : null;
  const reason = told ?? `HTTP ${status}: ${text}`;
  if ((status === 401 || status === 403) && NOT_IN_PLAN.test(text)) return { kind: 'NOT_ENTITLED', reason };
  if (status === 429 && NO_KEY.test(text) && !LIMIT.test(text)) return { kind: 'UNAUTHORISED', reason };
  const answer = classifyHttp(status, headers, text);
  if (answer.kind !== 'OK') return { ...answer, reason };
  if (told === null) return { kind: 'OK', body };
  return LIMIT.test(told) ? { kind: 'RATE_LIMITED', retryAfterMs: null, reason } : { kind: 'BAD_REQUEST', reason };
}
