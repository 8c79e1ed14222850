// node tools/keep-compiled.mjs: starts the bundled gateway once with this very node and asks it something, so that what V8 compiles for
// that lies beside the bundle (docs/adr/0050), for this user. Nothing it asks for is there: neither subgraphs nor Redis nor Postgres.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './processes/free-ports.mjs';
import { nodeFlags } from './start/node-flags.mjs';
import { root } from './start/place.mjs';

const LOOK_MS = 50;
const PATIENCE_MS = 60_000;
const NOBODY = '127.0.0.1:1';
const query = readFileSync(join(root, 'schema', 'examples', 'dashboard.graphql'), 'utf8');

const port = await freePort();
const gateway = spawn(process.execPath, [...nodeFlags, join(root, 'gateway', 'dist', 'main', 'gateway-process.js')], {
  env: {
    ...process.env,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'error',
    SUPERGRAPH_PATH: join(root, 'schema', 'supergraph.graphql'),
    DATABASE_URL: `postgresql://${NOBODY}/nobody`,
    REDIS_URL: `redis://${NOBODY}`,
  },
  stdio: 'inherit',
});
const ended = once(gateway, 'exit');
const late = setTimeout(() => gateway.kill('SIGKILL'), PATIENCE_MS);
while (gateway.exitCode === null && gateway.signalCode === null && !(await answers())) await pause(LOOK_MS);
gateway.kill('SIGINT');
const [code] = await ended;
clearTimeout(late);
process.exit(code ?? 1);

async function answers() {
  const headers = { 'content-type': 'application/json' };
  const asked = fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return asked.then((response) => response.text()).catch(() => null);
}
