// npm run backfill | export | reconcile | dead-letters | ... -- ARGUMENTS: a command of the market subgraph on the database that runs here.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { compileChanged } from './start/build-changed.mjs';
import { pinnedNode } from './start/pinned-node.mjs';
import { root } from './start/place.mjs';

// The answer alone goes to stdout: it may be a file.
console.log = console.error;
ensureInstalled();
if (!(await compileChanged())) process.exit(1);

const [name = '', ...args] = process.argv.slice(2);
const main = join(root, 'subgraphs', 'market', 'dist', 'main', `${name}.js`);
if (!/^[a-z-]+$/.test(name) || !existsSync(main)) {
  console.error(`There is no command ${name}.`);
  process.exit(2);
}
const child = spawn(pinnedNode(), ['--enable-source-maps', main, ...args], { stdio: 'inherit' });
// A terminal's Ctrl-C reaches the command by itself as well; a signal that comes twice changes nothing there.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  console.error(`The command cannot start: ${error.message}`);
  process.exit(1);
});
child.once('exit', (code) => process.exit(code ?? 1));
