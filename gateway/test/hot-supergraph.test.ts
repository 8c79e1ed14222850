import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@marketgraph/test-kit';
import { afterEach, expect, test } from 'vitest';
import { prices } from './support/events.ts';
import { schemaFile } from './support/fake-subgraphs.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

let running: RunningGateway;
afterEach(() => running.gateway.stop());

test('another supergraph is served without a restart: what still fits goes on, the rest ends and cannot join the old one again, a broken file changes nothing', async () => {
  const path = join(temporaryFolder('supergraph'), 'supergraph.graphql');
  await copyFile(schemaFile('supergraph.graphql'), path);
  running = await runGateway({ supergraphPath: path });
  const replace = async (sdl: string) => {
    await writeFile(`${path}.next`, sdl);
    await rename(`${path}.next`, path);
  };
  const socket = await (await running.socket()).init();
  socket.subscribe('kept', 'subscription { quoteUpdated(symbols: ["AAPL"]) { price instrument { name } } }');
  socket.subscribe('ended', 'subscription { quoteUpdated(symbols: ["AAPL"]) { instrument { sector } } }');
  socket.subscribe('alive', '{ __typename }');
  await socket.next('alive');

  const sdl = await readFile(path, 'utf8');
  const withoutSector = sdl.replace(/^ {2}sector: String @join__field.*\n/m, '');
  expect(withoutSector).not.toBe(sdl);
  await replace('type Query { broken');
  await replace(withoutSector);

  expect((await socket.error('ended')).payload[0]?.message).toBe('Cannot query field "sector" on type "Instrument".');
  socket.subscribe('again', 'subscription { quoteUpdated(symbols: ["AAPL"]) { instrument { sector } } }');
  expect((await socket.error('again')).payload[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  await running.log.append([prices('AAPL', '1.00')]);
  expect((await socket.next('kept')).payload.data['quoteUpdated']).toEqual({ price: '1.00', instrument: { name: 'AAPL Inc.' } });
  expect(socket.messages.filter(({ id }) => id === 'kept').map(({ type }) => type)).toEqual(['next']);
  const { json } = await running.post({ query: '{ instrument(symbol: "AAPL") { sector } }' });
  expect(json.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});
