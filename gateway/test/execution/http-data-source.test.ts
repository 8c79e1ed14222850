import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Deadline, silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { afterEach, expect, test } from 'vitest';
import type { DataSourceRequest } from '../../src/queries/data-source.ts';
import type { GatewayContext } from '../../src/queries/gateway-context.ts';
import { HttpDataSource } from '../../src/queries/http-data-source.ts';
import { serveHttp } from '../support/http-server.ts';

interface Heard {
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

type Answer = (response: ServerResponse) => void;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const well: Answer = (response) => response.end('{"data":{"n":1}}');

/** A subgraph that writes down what it hears and answers as it is told. */
async function subgraph(answer: Answer = well, timeoutMs = 5_000) {
  const heard: Heard[] = [];
  const clock = new ManualClock();
  const server = await serveHttp(async (request, response) => {
    heard.push({ headers: request.headers, body: JSON.parse(await text(request)) });
    answer(response);
  });
  const url = `${server.origin}/graphql`;
  const source = new HttpDataSource({ name: 'market', url, secret: 'secret', clock, logger: silentLogger, timeoutMs });
  closing.push(async () => {
    await Promise.all([server.close(), source.close()]);
  });
  return { heard, clock, source, sockets: server.connections };
}

const QUERY = 'query Q($n: Int) { n(n: $n) }';

function asked(query: string, context: GatewayContext = { viewer: null }) {
  return { request: { query, variables: { n: 1 }, operationName: 'Q' }, context } as unknown as DataSourceRequest;
}

/** What an event asks has no deadline. */
function ofRequest(query: string, who: GatewayContext['viewer'] = null) {
  return asked(query, { viewer: who, deadline: new Deadline(60_000) });
}

const viewer = { id: 'u1', role: 'USER' } as const;
const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('a subgraph is told the query, who asks and in whose trace', async () => {
  const { heard, source } = await subgraph();
  expect(await source.process(asked(QUERY, { viewer, trace }))).toEqual({ data: { n: 1 } });
  expect(heard[0]).toMatchObject({
    body: { query: QUERY, variables: { n: 1 }, operationName: 'Q' },
    headers: { authorization: 'Bearer secret', 'x-viewer': 'u1 USER', traceparent: trace, 'content-type': 'application/json' },
  });
});

test('the same question of one viewer in one turn is asked once, and each has an answer of its own', async () => {
  const { heard, source } = await subgraph();
  const [one, other] = await Promise.all([source.process(ofRequest(QUERY)), source.process(ofRequest(QUERY))]);
  expect(one).toEqual(other);
  expect(one.data).not.toBe(other.data);
  expect(heard).toHaveLength(1);
});

test('viewers never share a question', async () => {
  const { heard, source } = await subgraph();
  await Promise.all([source.process(ofRequest(QUERY)), source.process(ofRequest(QUERY, viewer))]);
  expect(heard).toHaveLength(2);
});

test('mutations and events never share a question', async () => {
  const { heard, source } = await subgraph();
  const mutation = () => source.process(ofRequest('mutation M { n }'));
  const event = () => source.process(asked(QUERY));
  await Promise.all([mutation(), mutation(), event(), event()]);
  expect(heard).toHaveLength(4);
});

test('nobody joins a question that was sent already', async () => {
  const answers: ServerResponse[] = [];
  let hear: () => void;
  const { heard, source } = await subgraph((response) => {
    answers.push(response);
    hear();
  });
  const next = () => new Promise<void>((resolve) => (hear = resolve));
  const firstHeard = next();
  const first = source.process(ofRequest(QUERY));
  await firstHeard;
  const secondHeard = next();
  const second = source.process(ofRequest(QUERY));
  await secondHeard;
  for (const answer of answers) well(answer);
  await Promise.all([first, second]);
  expect(heard).toHaveLength(2);
});

const EXCEEDED = [{ extensions: { code: 'DEADLINE_EXCEEDED', retryable: true } }];
const never: Answer = () => undefined;

/** Resolves with the first question's answer-to-be, whose connection tells when the gateway gives it up. */
function firstHeard() {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  return { heard: promise, answer: (response: ServerResponse) => resolve(response) };
}

test('what a subgraph does not answer in time is missing, and its connection is given up', async () => {
  const { heard, answer } = firstHeard();
  const { source } = await subgraph(answer, 50);
  const given = source.process(asked(QUERY));
  const closed = once(await heard, 'close');
  expect((await given).errors).toMatchObject(EXCEEDED);
  await closed;
});

test('a subgraph is told how long the request waits, and nothing is asked when that is over', async () => {
  const { heard, source } = await subgraph();
  const deadline = new Deadline(3_000);
  await source.process(asked(QUERY, { viewer: null, deadline }));
  const told = Number(heard[0]?.headers['x-deadline-ms']);
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThanOrEqual(3_000);
  deadline.leave();
  expect((await source.process(asked(QUERY, { viewer: null, deadline }))).errors).toMatchObject(EXCEEDED);
  expect(heard).toHaveLength(1);
});

test('a query is given up when its asker leaves; a mutation is not, and is not safe to try again', async () => {
  const { source } = await subgraph(never, 60_000);
  const deadline = new Deadline(300);
  const [query, mutation] = [QUERY, 'mutation M { n }'].map((text) => source.process(asked(text, { viewer: null, deadline })));
  deadline.leave();
  expect((await query)?.errors).toMatchObject(EXCEEDED);
  expect((await mutation)?.errors).toMatchObject([{ extensions: { code: 'DEADLINE_EXCEEDED', retryable: false } }]);
});

test('of those who share a question the one that leaves ends nothing, and each waits no longer than its own deadline', async () => {
  const { heard, answer } = firstHeard();
  const { source } = await subgraph(answer);
  const deadlines = [20_000, 20_000, 150].map((ms) => new Deadline(ms));
  const [stays, leaves, hurries] = deadlines.map((deadline) => source.process(asked(QUERY, { viewer: null, deadline })));
  const response = await heard;
  deadlines[1]?.leave();
  expect((await leaves)?.errors).toMatchObject(EXCEEDED);
  expect((await hurries)?.errors).toMatchObject(EXCEEDED);
  well(response);
  expect(await stays).toEqual({ data: { n: 1 } });
});

test('a subgraph that was given no time is not left alone for it', async () => {
  const { heard, source } = await subgraph(never, 200);
  for (let hasty = 0; hasty < 4; hasty++) await source.process(asked(QUERY));
  expect(heard).toHaveLength(4);
});

test('an answer that begins and never ends is given up too', async () => {
  const { source } = await subgraph((response) => void response.write('{"data":'), 50);
  const { errors } = await source.process(asked(QUERY));
  expect(errors).toMatchObject(EXCEEDED);
});

test('a subgraph that fails again and again is left alone for a moment', async () => {
  const { heard, clock, source } = await subgraph((response) => response.writeHead(502).end('Bad gateway'));
  for (let failures = 0; failures < 3; failures++) await source.process(asked(QUERY));
  await source.process(asked(QUERY));
  expect(heard).toHaveLength(3);
  clock.advance(1_000);
  await source.process(asked(QUERY));
  expect(heard).toHaveLength(4);
});

test.each([503, 500])('a subgraph that answers %i with errors and no data is unavailable, by its name', async (status) => {
  const { source } = await subgraph((response) => response.writeHead(status).end('{"errors":[{"message":"down"}]}'));
  const { errors } = await source.process(asked(QUERY));
  expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true, subgraph: 'market' } }]);
});

test.each([
  [500, '{"data":null,"errors":[{"message":"partly"}]}'],
  [400, '{"errors":[{"message":"wrong"}]}'],
  [200, '{"errors":[{"message":"wrong"}]}'],
])('what a subgraph answers with %i and %s is its result', async (status, result) => {
  const { source } = await subgraph((response) => response.writeHead(status).end(result));
  expect(await source.process(asked(QUERY))).toEqual(JSON.parse(result));
});

/** Answers the first question and keeps its connection; closes it at the second one, and goes on as it is told. */
function closingOnce(then: Answer = well): Answer {
  let questions = 0;
  return (response) => {
    questions += 1;
    if (questions === 2) response.socket?.destroy();
    else (questions > 2 ? then : well)(response);
  };
}

test('a query whose kept connection closes unanswered is asked once more in a new one', async () => {
  const { heard, sockets, source } = await subgraph(closingOnce());
  await source.process(ofRequest(QUERY));
  expect(await source.process(ofRequest(QUERY))).toEqual({ data: { n: 1 } });
  expect(heard).toHaveLength(3);
  expect(sockets()).toBe(2);
});

test('a query whose new connection closes too is unavailable', async () => {
  const { heard, source } = await subgraph(closingOnce((response) => response.socket?.destroy()));
  await source.process(ofRequest(QUERY));
  expect((await source.process(ofRequest(QUERY))).errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
  expect(heard).toHaveLength(3);
});

test('a mutation whose connection closes unanswered is never sent again', async () => {
  const { heard, source } = await subgraph(closingOnce());
  await source.process(ofRequest('mutation M { n }'));
  expect((await source.process(ofRequest('mutation M { n }'))).errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
  expect(heard).toHaveLength(2);
});

test('a query whose answer has begun is not asked again', async () => {
  const { heard, source } = await subgraph((response) => {
    response.write('{"data":', () => response.socket?.destroy());
  });
  expect((await source.process(ofRequest(QUERY))).errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
  expect(heard).toHaveLength(1);
});
