/** The transports of subscriptions over HTTP answers. */
export type HttpTransport = 'SSE' | 'MULTIPART';

/** What a client without any of them is told. */
export const TRANSPORTS = ['graphql-transport-ws', 'text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'] as const;

export interface Accepted {
  readonly transport: HttpTransport | null;
  /** It reads an answer in one piece as well. */
  readonly json: boolean;
}

/** What an Accept header asks for by name: a wildcard is no wish for a stream that never ends. */
export function acceptedTransport(accept: string | undefined): Accepted {
  const ranges = (accept ?? '*/*').split(',').map(readRange);
  const wanted = ranges.filter(({ quality }) => quality > 0);
  const best = wanted.filter(({ transport }) => transport !== null).sort((one, other) => other.quality - one.quality);
  return { transport: best[0]?.transport ?? null, json: wanted.some(({ json }) => json) };
}

function readRange(text: string): { transport: HttpTransport | null; json: boolean; quality: number } {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const given = new Map(parameters.map((parameter) => pairOf(parameter)));
  const quality = Number(given.get('q') ?? 1);
  return {
    transport: transportOf(type, given.get('subscriptionspec')),
    json: ['application/json', 'application/graphql-response+json', 'application/*', '*/*'].includes(type),
    quality: Number.isFinite(quality) ? quality : 0,
  };
}

/** multipart/mixed alone is the wish for @defer. */
function transportOf(type: string, subscriptionSpec: string | undefined): HttpTransport | null {
  if (type === 'text/event-stream') return 'SSE';
  return type === 'multipart/mixed' && subscriptionSpec === '1.0' ? 'MULTIPART' : null;
}

function pairOf(parameter: string): [string, string] {
  const [name = '', value = ''] = parameter.split('=', 2);
  return [name.trim(), value.trim().replaceAll('"', '')];
}
