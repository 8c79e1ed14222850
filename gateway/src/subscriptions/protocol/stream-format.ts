import type { GraphQLFormattedError } from 'graphql';
import type { HttpTransport } from './accepted-transport.ts';
import { streamWire, type Wire } from './wire.ts';

/** One way to write a subscription into an HTTP answer. */
export interface StreamFormat {
  readonly contentType: string;
  readonly wire: Wire;
  readonly opening: string;
  /** Told now and then: it keeps proxies from closing a quiet stream, and finds readers that are gone. */
  readonly beat: string;
  /** The last words of a subscription that ends with errors. */
  failed(errors: readonly GraphQLFormattedError[]): string;
  /** The last words of a server that stops. */
  goingAway(error: GraphQLFormattedError): string;
}

/** What a query or mutation is answered that was asked for as a stream: `result` is its JSON. */
export function oneEvent(result: string): string {
  return `${SSE_HEAD}${result}\n\n${SSE_COMPLETE}`;
}

export const SSE_CONTENT_TYPE = 'text/event-stream; charset=utf-8';
const SSE_HEAD = 'event: next\ndata: ';
const SSE_COMPLETE = 'event: complete\ndata:\n\n';

/** graphql-sse, distinct connections mode. A stream that ends without `complete` was cut: its client comes back by itself. The code stands in a comment. */
const sse: StreamFormat = {
  contentType: SSE_CONTENT_TYPE,
  wire: streamWire(SSE_HEAD, '\n\n'),
  opening: ':\n\n',
  beat: ':\n\n',
  failed: (errors) => oneEvent(JSON.stringify({ errors })),
  goingAway: ({ extensions }) => `: ${extensions?.['code']}\n\n`,
};

const PART_HEAD = '\r\ncontent-type: application/json\r\n\r\n';
const PART_END = '\r\n--graphql';

/** As Apollo's router writes it and Apollo Client's own HTTP link reads it: each part ends with the boundary, so that it is read at once. */
const multipart: StreamFormat = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  wire: streamWire(`${PART_HEAD}{"payload":`, `}${PART_END}`),
  opening: `${PART_END}${PART_HEAD}{}${PART_END}`,
  beat: `${PART_HEAD}{}${PART_END}`,
  failed: lastPart,
  goingAway: (error) => lastPart([error]),
};

function lastPart(errors: readonly GraphQLFormattedError[]): string {
  return `${PART_HEAD}${JSON.stringify({ payload: null, errors })}${PART_END}--\r\n`;
}

export const formats: Readonly<Record<HttpTransport, StreamFormat>> = { SSE: sse, MULTIPART: multipart };
