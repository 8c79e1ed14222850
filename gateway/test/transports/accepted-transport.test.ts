import { expect, test } from 'vitest';
import { acceptedTransport } from '../../src/subscriptions/protocol/accepted-transport.ts';

test.each([
  ['text/event-stream', 'SSE', false],
  ['TEXT/Event-Stream; charset=utf-8', 'SSE', false],
  ['text/event-stream, application/json', 'SSE', true],
  ['multipart/mixed;boundary="graphql";subscriptionSpec=1.0', 'MULTIPART', false],
  ['multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9', 'MULTIPART', true],
  ['multipart/mixed; subscriptionSpec="1.0"', 'MULTIPART', false],
  ['text/event-stream;q=0.5, multipart/mixed;subscriptionSpec=1.0', 'MULTIPART', false],
  ['text/event-stream, multipart/mixed;subscriptionSpec=1.0', 'SSE', false],
  ['text/event-stream;q=0', null, false],
  ['text/event-stream;q=much', null, false],
  ['multipart/mixed', null, false],
  ['multipart/mixed;deferSpec=20220824, application/json', null, true],
  ['multipart/mixed;subscriptionSpec=2.0', null, false],
  ['text/*', null, false],
  ['*/*', null, true],
  ['application/json;q=0', null, false],
  ['', null, false],
  [',;,=;q', null, false],
  [undefined, null, true],
])('an Accept header of %j asks for %s', (accept, transport, json) => {
  expect(acceptedTransport(accept)).toEqual({ transport, json });
});
