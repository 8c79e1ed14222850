import { readdirSync, readFileSync } from 'node:fs';
import { getOperationAST, parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schemaFile } from './support/fake-subgraphs.ts';
import { createGraph } from './support/graph.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

const graph = createGraph();
let running: RunningGateway;
beforeAll(async () => {
  running = await runGateway();
});
afterAll(() => running.gateway.stop());

const variables = { symbols: ['AAPL'], symbol: 'AAPL', email: 'sample@example.com', password: 'a long password', threshold: '1.00' };

for (const file of readdirSync(schemaFile('examples'))) {
  test(`schema/examples/${file} is an operation that the gateway takes`, async () => {
    const query = readFileSync(schemaFile(`examples/${file}`), 'utf8');
    const operation = getOperationAST(parse(query));
    const named = (operation?.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
    const given = Object.fromEntries(Object.entries(variables).filter(([name]) => named.includes(name)));
    if (operation?.operation === 'subscription') {
      expect(graph.planner.prepare(query, undefined).kind).toBe('subscription');
      return;
    }
    const { status, json } = await running.post({ query, variables: given });
    expect(status, JSON.stringify(json)).toBe(200);
    expect(json.errors).toBeUndefined();
  });
}
