// Owns an embedded Postgres until it is killed. Runs on the sources, by the test runner's own transformer.
import { createServer } from 'vite';

const server = await createServer({
  configFile: false,
  logLevel: 'silent',
  server: { middlewareMode: true, ws: false, watch: null },
  appType: 'custom',
  optimizeDeps: { noDiscovery: true },
  ssr: { resolve: { conditions: ['@marketgraph/source', 'node'] } },
});
const { startEmbeddedPostgres } = await server.ssrLoadModule(new URL('../src/index.ts', import.meta.url).pathname);
const { silentLogger } = await server.ssrLoadModule('@marketgraph/service');
await startEmbeddedPostgres({ dataDir: process.argv[2], logger: silentLogger, settings: { fsync: 'off' } });
await server.close();
process.stdout.write('started\n');
setInterval(() => undefined, 60_000);
