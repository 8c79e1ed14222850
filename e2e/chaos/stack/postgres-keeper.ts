// Keeps one Postgres as the product starts it (packages/postgres, fsync on) on DATA_DIR, and prints its address. SIGTERM stops both.
import { startEmbeddedPostgres } from '@marketgraph/postgres';
import { createLogger } from '@marketgraph/service';

const postgres = await startEmbeddedPostgres({ dataDir: process.env['DATA_DIR'] ?? '', logger: createLogger('info') });
process.stdout.write(`url ${postgres.url}\n`);
process.once('SIGTERM', () => void postgres.stop().then(() => process.exit(0)));
