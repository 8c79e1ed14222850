// npm start: installs what is missing, builds what changed, and runs the whole product in one process.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { buildChanged } from './start/build-changed.mjs';
import { nodeFlags } from './start/node-flags.mjs';
import { pinnedNode } from './start/pinned-node.mjs';
import { root } from './start/place.mjs';

ensureInstalled();
if (!(await buildChanged())) process.exit(1);

const main = join(root, 'packages', 'local-stack', 'dist', 'main.js');
// The channel carries nothing: it closes when this process ends, however it ends, and the stack then stops.
const stack = spawn(pinnedNode(), [...nodeFlags, main], {
  cwd: root,
  env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'marketgraph-node') },
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
// A terminal's Ctrl-C reaches the stack by itself as well; a signal that comes twice changes nothing there.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => stack.kill(signal));
stopWithNpm();

stack.once('error', (error) => {
  console.error(`Marketgraph cannot start: ${error.message}`);
  process.exit(1);
});
// Ended by a signal it had no time to handle, it had nothing to clear up.
stack.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)));

/** When npm is killed nobody tells us: our parent changes. */
function stopWithNpm() {
  if (!process.env['npm_execpath']) return;
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || stack.kill('SIGTERM'), 1_000).unref();
}
