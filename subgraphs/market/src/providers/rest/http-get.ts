import { SECOND_MS } from '@marketgraph/vocabulary';
import { Pool } from 'undici';
import type { AnswerHeaders } from './rest-answer.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
}

export type HttpGet = (path: string, query: Readonly<Record<string, string>>, signal?: AbortSignal) => Promise<HttpAnswer>;

export interface HttpGetOptions {
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For each wait: for the connection, for the headers, for more of the body. */
  readonly timeoutMs?: number;
  readonly maxBodyBytes?: number;
}

const TIMEOUT_MS = 5 * SECOND_MS;
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** A body that drips is cut off, too: all waits together may take so many times one of them. */
const WAITS = 3;
/** Some venues answer nobody without a name. */
const USER_AGENT = 'marketgraph (market data graph)';

/**
 * One GET, with an end to every wait and to the body. Redirections are not followed. Connections that nobody uses close by themselves and keep
 * no process alive. These times are those of the machine: sockets know no other.
 */
export function httpGet({ baseUrl, headers = {}, timeoutMs = TIMEOUT_MS, maxBodyBytes = MAX_BODY_BYTES }: HttpGetOptions): HttpGet {
  const base = new URL(baseUrl);
  const pool = new Pool(base.origin, {
    connections: 4,
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxBodyBytes,
    keepAliveTimeout: 10 * SECOND_MS,
    // A call at a time has no use for streams, and each has its own connection to be given up with.
    allowH2: false,
  });
  return async (path, query, signal) => {
    const deadline = AbortSignal.timeout(WAITS * timeoutMs);
    const {
      statusCode,
      headers: told,
      body,
    } = await pool.request({
      method: 'GET',
      path: `${base.pathname.replace(/\/$/, '')}${path}${queryText(query)}`,
      headers: { accept: 'application/json', 'user-agent': USER_AGENT, ...headers },
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    return { status: statusCode, headers: single(told), text: await body.text() };
  };
}

function queryText(query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
}

function single(headers: Readonly<Record<string, string | string[] | undefined>>): AnswerHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value ?? '')]));
}
