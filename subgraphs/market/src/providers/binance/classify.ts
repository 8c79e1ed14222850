import { classifyHttp } from '../rest/classify-http.ts';
import type { AnswerHeaders, RestAnswer } from '../rest/rest-answer.ts';
import { isRecord, parseJson } from '../wire-mapper.ts';

/** 418 bans an address that went on after 429; 403 is its firewall, which refuses too many calls as well. */
const REFUSED = [403, 418, 429];
const UNAVAILABLE_HERE = 451;
const TOO_MANY_REQUESTS = -1003;
/** No key, one that is none, one that may not. */
const KEY_FAULTS = [-2014, -2015, -1002];
/** Of our side: nothing is there, or it did not come in time. */
const UPSTREAM_FAULTS = [-1000, -1001, -1006, -1007, -1008];
/** Of the 6,000 that an address may use within a minute: others behind the same one count as well, and all are banned together. */
const MOST_WEIGHT = 5_500;
const LONGEST_PAUSE_MS = 60_000;

/** Binance tells errors as `{code, msg}` with an HTTP status, and how much of the weight of a minute is used in each answer. */
export function classifyBinance(status: number, headers: AnswerHeaders, text: string): RestAnswer {
  if (status === UNAVAILABLE_HERE) return { kind: 'NOT_ENTITLED', reason: 'Binance is not available from here (HTTP 451).' };
  const fault = faultIn(parseJson(text));
  const reason = `HTTP ${status}${fault ? ` ${fault.code}: ${fault.msg}` : ''}`;
  if (REFUSED.includes(status) || fault?.code === TOO_MANY_REQUESTS) return { kind: 'RATE_LIMITED', retryAfterMs: null, reason };
  if (fault && KEY_FAULTS.includes(fault.code)) return { kind: 'UNAUTHORISED', reason };
  if (fault && UPSTREAM_FAULTS.includes(fault.code)) return { kind: 'UPSTREAM_DOWN', reason };
  return weighed(classifyHttp(status, headers, text), headers);
}

function faultIn(body: unknown): { readonly code: number; readonly msg: string } | null {
  if (!isRecord(body) || typeof body['code'] !== 'number') return null;
  return { code: body['code'], msg: String(body['msg'] ?? '') };
}

function weighed(answer: RestAnswer, headers: AnswerHeaders): RestAnswer {
  const used = Number(headers['x-mbx-used-weight-1m'] ?? 0);
  return answer.kind === 'OK' && used >= MOST_WEIGHT ? { ...answer, pauseMs: LONGEST_PAUSE_MS } : answer;
}
