// npm run check: everything a machine can find wrong without running the product. Each step prints its own findings.
import { spawnSync } from 'node:child_process';
import { ensureInstalled } from './install.mjs';

ensureInstalled();

const steps = [
  ['types', ['tsc', '-b']],
  ['types of the web', ['tsc', '-p', 'web', '--noEmit']],
  ['types of the tests', ['tsc', '-p', 'tsconfig.tests.json']],
  ['lint', ['biome', 'check', '--error-on-warnings', '.']],
  ['rooms', ['node', 'tools/check/rooms.mjs']],
  ['dead code', ['knip', '--no-progress']],
  ['schema', ['node', 'tools/schema.mjs', 'check']],
];

const failed = [];
for (const [name, [command, ...args]] of steps) {
  const started = Date.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: withLocalBinaries(), shell: process.platform === 'win32' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`npm run check failed: ${failed.join(', ')}.`);
  process.exit(1);
}

function withLocalBinaries() {
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...process.env, PATH: `${process.cwd()}/node_modules/.bin${separator}${process.env.PATH}` };
}
