import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { temporaryFolder } from '@marketgraph/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runGateway } from '../support/running-gateway.ts';
import { type Case, type FederatedGraph, supergraphOf } from './federated-graph.ts';
import { graphs } from './graphs/all-graphs.ts';
import { hostSubgraphs } from './subgraph-host.ts';

const host = await hostSubgraphs(graphs);
afterAll(host.close);

interface Answer {
  readonly data: unknown;
  readonly errors: boolean;
}

/** The whole gateway, with nothing but a supergraph whose subgraphs are somebody else's. */
async function ours(sdl: string) {
  const supergraphPath = join(temporaryFolder('supergraph'), 'supergraph.graphql');
  writeFileSync(supergraphPath, sdl);
  const { gateway, post } = await runGateway({ supergraphPath, subgraphs: {} });
  const ask = async ({ query, variables }: Case): Promise<Answer> => {
    const { json } = await post({ query, variables });
    return { data: json.data ?? null, errors: json.errors !== undefined };
  };
  return { ask, stop: () => gateway.stop() };
}

/** @apollo/server and @apollo/gateway as they come. */
async function stock(supergraphSdl: string) {
  const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl }), logger: quiet });
  await server.start();
  const ask = async ({ query, variables }: Case): Promise<Answer> => {
    const { body } = await server.executeOperation({ query, ...(variables && { variables }) });
    if (body.kind !== 'single') throw new Error('It answers in parts.');
    const { data = null, errors } = JSON.parse(JSON.stringify(body.singleResult));
    return { data, errors: errors !== undefined };
  };
  return { ask, stop: () => server.stop() };
}

const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing };
function nothing(): void {}

describe.each(graphs)('$name', (graph: FederatedGraph) => {
  let gateways: readonly Awaited<ReturnType<typeof ours>>[];
  beforeAll(async () => {
    const sdl = supergraphOf(graph, (subgraph) => host.addressOf(graph.name, subgraph));
    gateways = [await ours(sdl), await stock(sdl)];
  });
  afterAll(() => Promise.all(gateways.map(({ stop }) => stop())));

  test.each(graph.cases)('$query', async (asked) => {
    // One after the other: what a mutation changes is the same for both.
    const answers: Answer[] = [];
    for (const { ask } of gateways) answers.push(await ask(asked));
    const [own, others] = answers;
    const { data, errors = false, wrong } = asked;
    const right = { data, errors };
    if (!wrong) return void expect({ own, others }).toEqual({ own: right, others: right });
    // What is known to be wrong is to be heard of when it no longer is.
    expect(others).not.toEqual(right);
    if (wrong === 'BOTH') expect(own).not.toEqual(right);
    else expect(own).toEqual(right);
  });
});

test('as many operations are compared as the public audit has', () => {
  expect(graphs.reduce((sum, { cases }) => sum + cases.length, 0)).toBeGreaterThanOrEqual(199);
});
