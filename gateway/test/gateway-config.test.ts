import { expect, test } from 'vitest';
import { readGatewayConfig } from '../src/main/gateway-config.ts';
import { runGateway } from './support/running-gateway.ts';

const own = { DATABASE_URL: 'postgresql://x', REDIS_URL: 'redis://x', GATEWAY_SECRET: 'a secret of some length', JWT_KEYS_DIR: '/keys' };

test('somebody else’s supergraph needs a port and nothing else', () => {
  expect(readGatewayConfig({ PORT: '4000', SUPERGRAPH_PATH: '/graph.graphql' })).toMatchObject({
    PORT: 4000,
    SUPERGRAPH_PATH: '/graph.graphql',
  });
});

test('without one everything that Marketgraph needs is asked for, each by its name', () => {
  expect(() => readGatewayConfig({ PORT: '4000' })).toThrow(/DATABASE_URL[\s\S]*REDIS_URL[\s\S]*GATEWAY_SECRET[\s\S]*JWT_KEYS_DIR/);
  expect(readGatewayConfig({ PORT: '4000', ...own })).toMatchObject(own);
});

test('a log needs its database and its Redis: one of them alone is a mistake', () => {
  const graph = { PORT: '4000', SUPERGRAPH_PATH: '/graph.graphql' };
  expect(() => readGatewayConfig({ ...graph, REDIS_URL: 'redis://x' })).toThrow('DATABASE_URL: is needed beside REDIS_URL');
  expect(() => readGatewayConfig({ ...graph, DATABASE_URL: 'postgresql://x' })).toThrow('REDIS_URL: is needed beside DATABASE_URL');
});

test('a gateway whose supergraph cannot be served does not start, and says which file that is', async () => {
  const starting = runGateway({ supergraphPath: '/nowhere.graphql' });
  await expect(starting).rejects.toThrow('The supergraph /nowhere.graphql (SUPERGRAPH_PATH) cannot be served: ENOENT');
});
