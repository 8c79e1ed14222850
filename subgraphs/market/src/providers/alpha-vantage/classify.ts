import { HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { classifyHttp } from '../rest/classify-http.ts';
import type { AnswerHeaders, RestAnswer } from '../rest/rest-answer.ts';
import { isRecord } from '../wire-mapper.ts';

/** Calls too close to each other. Ours never are; so somebody else uses the key, and deserves some room. */
const TOO_FAST_MS = 5 * MINUTE_MS;
/** Nobody knows when its day begins: some calls of ours find out. */
const DAY_SPENT_MS = 4 * HOUR_MS;

/** Alpha Vantage answers with HTTP 200 to almost everything; what is wrong stands in the body, and the key sometimes beside it. */
export function classifyAlphaVantage(status: number, headers: AnswerHeaders, text: string): RestAnswer {
  const answer = classifyHttp(status, headers, text);
  if (answer.kind !== 'OK') return answer;
  const { body } = answer;
  if (!isRecord(body)) return { kind: 'MALFORMED', reason: `No object: ${text}` };
  const error = body['Error Message'];
  if (typeof error === 'string')
    return { kind: /api ?key.*(invalid|missing)/i.test(error) ? 'UNAUTHORISED' : 'BAD_REQUEST', reason: error };
  const notice = body['Information'] ?? body['Note'] ?? body['message'];
  if (typeof notice === 'string') return ofNotice(notice);
  if (Object.keys(body).length === 0) return { kind: 'MALFORMED', reason: 'An empty answer.' };
  const quote = body['Global Quote'];
  if (isRecord(quote) && Object.keys(quote).length === 0) return { kind: 'BAD_REQUEST', reason: 'It knows no such symbol.' };
  return answer;
}

/** The same few sentences for years, under changing names; each of them praises the premium plans. */
function ofNotice(reason: string): RestAnswer {
  if (/premium (endpoint|feature|parameter)\b/i.test(reason) && !/per (day|minute|second)/i.test(reason))
    return { kind: 'NOT_ENTITLED', reason };
  if (/demo\W+api key|claim your free api key/i.test(reason)) return { kind: 'UNAUTHORISED', reason };
  const isTooFast = /sparingly|per second|per minute/i.test(reason);
  return { kind: 'RATE_LIMITED', retryAfterMs: isTooFast ? TOO_FAST_MS : DAY_SPENT_MS, reason };
}
