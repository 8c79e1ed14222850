import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeSubgraph } from './support/fake-subgraphs.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

let running: RunningGateway;
beforeAll(async () => {
  running = await runGateway();
});
afterAll(() => running.gateway.stop());

/** Everything that a client sees of an answer, but the time. */
async function ask(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const told = Object.fromEntries(
    [...response.headers].filter(([name]) => !['date', 'content-length', 'transfer-encoding'].includes(name)),
  );
  return { status: response.status, headers: told, text: await response.text() };
}

/** The first is told by Apollo Server, the second without it. */
async function askTwice(body: object, headers?: Record<string, string>) {
  return [await ask(body, headers), await ask(body, headers)] as const;
}

async function executions(): Promise<number> {
  const { text } = await running.metrics.render();
  return Number(/^marketgraph_query_executions_total\{executor="compiled"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

const SYMBOL =
  'query Named($symbol: String!, $more: Boolean! = true) { instrument(symbol: $symbol) { name sentiment @include(if: $more) { score } } }';

test.each([
  undefined,
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'text/html',
  'application/graphql-response+json, application/json;q=0.5',
])('what was answered before is answered again in the same bytes and with the same headers (accept: %s)', async (accept) => {
  const [first, second] = await askTwice({ query: SYMBOL, variables: { symbol: 'AAPL' } }, accept === undefined ? {} : { accept });
  expect(second).toEqual(first);
  expect(second.text).toBe('{"data":{"instrument":{"name":"AAPL Inc.","sentiment":{"score":0.42}}}}\n');
});

test('other variables are answered with theirs, and others that fit the types as graphql-js takes them', async () => {
  await ask({ query: SYMBOL, variables: { symbol: 'AAPL' } });
  expect((await ask({ query: SYMBOL, operationName: 'Named', variables: { symbol: 'MSFT', more: false } })).text).toContain('MSFT Inc.');
  const list = 'query ($symbols: [String!]) { instruments(filter: { symbols: $symbols }) { nodes { symbol } } }';
  const [wrapped, single] = [
    await ask({ query: list, variables: { symbols: ['AAPL'] } }),
    await ask({ query: list, variables: { symbols: 'AAPL' } }),
  ];
  expect(single).toEqual(wrapped);
});

test.each([
  ['missing', {}],
  ['null', { symbol: null }],
  ['of another type', { symbol: 5 }],
  ['null for a condition', { symbol: 'AAPL', more: null }],
])('a variable that is %s is refused as if the operation were new', async (_, variables) => {
  const fresh = await ask({ query: `${SYMBOL} # ${JSON.stringify(variables)}`, variables });
  await ask({ query: SYMBOL, variables: { symbol: 'AAPL' } });
  const known = await ask({ query: SYMBOL, variables });
  const codes = ({ status, text }: typeof known) => [
    status,
    JSON.parse(text).errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code),
  ];
  expect(codes(known)).toEqual(codes(fresh));
  expect(JSON.parse(known.text).errors[0].message).toBe(JSON.parse(fresh.text).errors[0].message);
});

test('an operation is executed once for each request, whoever tells its answer', async () => {
  await ask({ query: SYMBOL, variables: { symbol: 'AAPL' } });
  const before = await executions();
  await ask({ query: SYMBOL, variables: { symbol: 'AAPL' } });
  expect(await executions()).toBe(before + 1);
});

test('who asks is known: a token decides what a known operation answers', async () => {
  const query = '{ viewer { role } }';
  const authorization = `Bearer ${await running.tokens.sign({ role: 'PARTNER' })}`;
  await askTwice({ query });
  const [, partner] = await askTwice({ query }, { authorization });
  expect([partner.text, (await ask({ query })).text]).toEqual(['{"data":{"viewer":{"role":"PARTNER"}}}\n', '{"data":{"viewer":null}}\n']);
});

test('liveCursor is read for each request', async () => {
  const [first, second] = await askTwice({ query: '{ liveCursor }' });
  expect(JSON.parse(second.text).data.liveCursor).toBe(JSON.parse(first.text).data.liveCursor);
  expect(JSON.parse(second.text).data.liveCursor).toMatch(/./);
});

test('a mutation that is known and fails in part is carried out once, and its errors are told as ever', async () => {
  let carriedOut = 0;
  const accounts = fakeSubgraph('accounts', {
    Mutation: {
      signOut: () => {
        carriedOut++;
        throw new Error('Broken inside.');
      },
    },
  });
  const own = await runGateway({ subgraphs: { ...running.subgraphs, accounts } });
  try {
    const query = 'mutation { signOut(refreshToken: "r") { signedOut } }';
    const [first, second] = [await own.post({ query }), await own.post({ query })];
    expect(carriedOut).toBe(2);
    expect([second.status, second.json.errors[0].message, second.json.errors[0].extensions.code]).toEqual([
      first.status,
      first.json.errors[0].message,
      first.json.errors[0].extensions.code,
    ]);
  } finally {
    await own.gateway.stop();
  }
});
