// One consumer of the group `recorder` in a process of its own, from the first line that it is sent until it is killed: writes each entry's effect
// and acknowledges with it. What goes wrong is told on standard error.
// Runs on the sources, by the test runner's own transformer. Arguments: Postgres' address, Redis' address or '', the log's prefix.
import { once } from 'node:events';
import pg from 'pg';
import { createServer } from 'vite';

const [databaseUrl, redisUrl, prefix] = process.argv.slice(2);
const server = await createServer({
  configFile: false,
  logLevel: 'silent',
  server: { middlewareMode: true, ws: false, watch: null },
  appType: 'custom',
  optimizeDeps: { noDiscovery: true },
  ssr: { resolve: { conditions: ['@marketgraph/source', 'node'] } },
});
const { createPostgresLog, createRedisLog } = await server.ssrLoadModule(new URL('../src/index.ts', import.meta.url).pathname);
const { createLogger, systemClock } = await server.ssrLoadModule('@marketgraph/service');
const options = { clock: systemClock, logger: createLogger('warn'), retryPauseMs: 20 };
const log = await (redisUrl
  ? createRedisLog({ ...options, redisUrl, databaseUrl, prefix })
  : createPostgresLog({ ...options, url: databaseUrl }));
await server.close();
const pool = new pg.Pool({ connectionString: databaseUrl });
pool.on('error', () => undefined);
pool.on('connect', (client) => client.on('error', () => undefined));

process.stdout.write('ready\n');
await once(process.stdin, 'data');
// With the test that started it.
process.stdin.once('end', () => process.exit());
log.consume({ group: 'recorder', maxEntries: 40, handle });

async function handle(batch) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    for (const { event, place, partition } of batch.events) {
      await client.query(
        `INSERT INTO effects (name, symbol, by, partition, position) VALUES ($1, $2, $3, $4, $5) ${redisUrl ? 'ON CONFLICT (name) DO NOTHING' : ''}`,
        [event.payload.name, event.key, process.pid, partition, place.positions[partition]],
      );
    }
    await batch.acknowledgeIn(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
