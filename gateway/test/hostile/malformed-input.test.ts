import { hostileKinds, openHostile, sendMalformed, wellAsked } from '@marketgraph/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Dice } from '../support/dice.ts';
import { fakeSubgraph, fakeSubgraphs } from '../support/fake-subgraphs.ts';
import { type RunningGateway, runGateway } from '../support/running-gateway.ts';

/** `HOSTILE_INPUTS=30000` for a long run, `SEED=n` for the same one again. */
const INPUTS = Number(process.env['HOSTILE_INPUTS'] ?? 400);
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const LIMIT_MS = 60_000 + INPUTS * 20;

let running: RunningGateway;
beforeAll(async () => {
  const none = () => ({ nodes: [] });
  const market = fakeSubgraph('market', { Instrument: { candles: none, trades: none } });
  running = await runGateway({ subgraphs: { ...fakeSubgraphs(), market } });
});
afterAll(() => running.gateway.stop());

test.each(wellAsked.filter(({ query }) => !query.startsWith('subscription')))(
  'what is spoiled is well asked: $query',
  async ({ query, variables }) => {
    const { json } = await running.post({ query, variables });
    expect(JSON.stringify(json)).not.toMatch(/GRAPHQL_|BAD_USER_INPUT/);
  },
);

test(
  `malformed inputs are answered with a code and never with a 5xx, an INTERNAL_SERVER_ERROR or a stack trace (seed ${SEED})`,
  async () => {
    const { findings } = await sendMalformed({ port: running.gateway.port, chance: new Dice(SEED), count: INPUTS, asked: wellAsked });
    expect(findings).toEqual([]);
    expect((await running.post({ query: '{ __typename }' })).json).toEqual({ data: { __typename: 'Query' } });
  },
  LIMIT_MS,
);

test('whoever is beside hostile sockets is answered as ever', async () => {
  const { port } = running.gateway;
  const leave = await Promise.all(hostileKinds.map((kind) => openHostile(port, kind)));
  for (let count = 0; count < 20; count++) {
    expect((await running.post({ query: '{ instrument(symbol: "AAPL") { symbol } }' })).json.data.instrument.symbol).toBe('AAPL');
  }
  for (const one of leave) one();
});
