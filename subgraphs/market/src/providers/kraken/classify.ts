import { parseExactJson } from '../exact-json.ts';
import { classifyHttp } from '../rest/classify-http.ts';
import type { AnswerHeaders, RestAnswer } from '../rest/rest-answer.ts';
import { isRecord } from '../wire-mapper.ts';

/** Kraken tells errors with HTTP 200, as texts like `EQuery:Unknown asset pair`; its body keeps the digits of its numbers. */
export function classifyKraken(status: number, headers: AnswerHeaders, text: string): RestAnswer {
  const body = parseExactJson(text);
  const error = errorIn(body);
  if (error !== null) return meaningOf(error);
  const answer = classifyHttp(status, headers, text);
  if (answer.kind !== 'OK') return answer;
  return isRecord(body) && isRecord(body['result'])
    ? { kind: 'OK', body: body['result'] }
    : { kind: 'MALFORMED', reason: 'An answer without a result.' };
}

/** Warnings begin with W, and come beside a result. */
function errorIn(body: unknown): string | null {
  const errors = isRecord(body) && Array.isArray(body['error']) ? body['error'] : [];
  return errors.find((one): one is string => typeof one === 'string' && !one.startsWith('W')) ?? null;
}

function meaningOf(reason: string): RestAnswer {
  if (/rate limit|too many requests|throttl|lockout/i.test(reason)) return { kind: 'RATE_LIMITED', retryAfterMs: null, reason };
  if (/^EService|internal error|EGeneral:Temporary/i.test(reason)) return { kind: 'UPSTREAM_DOWN', reason };
  if (/permission denied|invalid key/i.test(reason)) return { kind: 'UNAUTHORISED', reason };
  return { kind: 'BAD_REQUEST', reason };
}
