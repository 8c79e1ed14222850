/** What Binance answers to a message of a client, and what changes by it. */
export interface StreamsAnswer {
  readonly answer: string;
  readonly subscribed: readonly string[];
  readonly unsubscribed: readonly string[];
}

const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'];

/** The control messages of Binance's streams. A pair that is none is subscribed to like any other, and never told of. */
export const binanceStreams = {
  /** `/ws/a`, `/stream?streams=a/b`: where a client asked to connect to. */
  target(target: string): { readonly path: string; readonly streams: readonly string[] } {
    const { pathname, searchParams } = new URL(target, 'ws://venue');
    const [, path = '', raw] = pathname.split('/');
    const streams = [raw, ...(searchParams.get('streams')?.split('/') ?? [])].filter((stream) => stream !== undefined && stream !== '');
    return { path: `/${path}`, streams: streams as string[] };
  },

  answer(message: string, subscriptions: ReadonlySet<string>): StreamsAnswer {
    const request = parsed(message);
    if (request === null) return refused(3, 'Invalid JSON: expected value at line 1 column 1');
    const { method, params, id } = request;
    if (!isId(id)) return refused(2, 'Invalid request: request ID must be an unsigned integer');
    if (typeof method !== 'string') return refused(2, 'Invalid request: missing field `method` at line 1 column 1', id);
    if (!METHODS.includes(method)) {
      return refused(2, `Invalid request: unknown variant \`${method}\`, expected one of ${METHODS.join(', ')}`, id);
    }
    if (method === 'LIST_SUBSCRIPTIONS') {
      return params === undefined ? answered([...subscriptions], id) : refused(2, 'Invalid request: too many parameters', id);
    }
    if (!isStreams(params)) return refused(2, 'Invalid request: params must be an array of streams', id);
    if (method === 'SUBSCRIBE') return { ...answered(null, id), subscribed: params };
    return method === 'UNSUBSCRIBE' ? { ...answered(null, id), unsubscribed: params } : refused(0, 'Unknown property', id);
  },
};

function parsed(message: string): Record<string, unknown> | null {
  try {
    const request: unknown = JSON.parse(message);
    return typeof request === 'object' && request !== null ? (request as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isId(id: unknown): boolean {
  return id === null || Number.isSafeInteger(id) || (typeof id === 'string' && /^[A-Za-z0-9]{1,36}$/.test(id));
}

function isStreams(params: unknown): params is string[] {
  return Array.isArray(params) && params.length > 0 && params.every((stream) => typeof stream === 'string' && stream.includes('@'));
}

function answered(result: unknown, id: unknown): StreamsAnswer {
  return { answer: JSON.stringify({ result, id }), subscribed: [], unsubscribed: [] };
}

function refused(code: number, msg: string, id?: unknown): StreamsAnswer {
  return { answer: JSON.stringify({ code, msg, ...(id === undefined ? {} : { id }) }), subscribed: [], unsubscribed: [] };
}
