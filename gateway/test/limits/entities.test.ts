import { afterEach, expect, test } from 'vitest';
import { fakeSubgraph, fakeSubgraphs } from '../support/fake-subgraphs.ts';
import { type RunningGateway, runGateway } from '../support/running-gateway.ts';

let running: RunningGateway | undefined;
afterEach(() => running?.gateway.stop());

test('no fetch looks up more than 10,000 entities: that part of the answer is refused, and the rest is told', async () => {
  let asked = 0;
  const nodes = (count: number) => Array.from({ length: count }, (_, id) => ({ id, symbol: `S${id}` }));
  const instruments = (_: unknown, { first }: Record<string, unknown>) => ({ nodes: nodes(first === 1 ? 10_001 : 2) });
  const sentiment = () => {
    asked++;
    return null;
  };
  const subgraphs = {
    ...fakeSubgraphs(),
    market: fakeSubgraph('market', { Query: { instruments } }),
    'news-sentiment': fakeSubgraph('news-sentiment', { Instrument: { sentiment } }),
  };
  running = await runGateway({ subgraphs });
  const query = 'query($first: Int!) { instruments(first: $first) { nodes { symbol sentiment { score } } } }';
  const few = await running.post({ query, variables: { first: 2 } });
  expect([few.json.errors, asked]).toEqual([undefined, 2]);
  const { status, json } = await running.post({ query, variables: { first: 1 } });
  expect([status, json.data.instruments.nodes.length, asked]).toEqual([200, 10_001, 2]);
  expect(json.errors.map(({ extensions }: { extensions: object }) => extensions)).toEqual([
    expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit: 'ENTITIES', most: 10_000, subgraph: 'news-sentiment', retryable: false }),
  ]);
});
