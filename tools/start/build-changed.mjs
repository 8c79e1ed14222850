import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { localEnvironment } from './local-environment.mjs';
import { pinnedNode } from './pinned-node.mjs';
import { root, seconds } from './place.mjs';

/** Compiles the services where their sources changed. Answers whether it went well. */
export function compileChanged() {
  return step('Compiling the services', 'tsc', ['-b']);
}

/** Compiles the services and bundles the dashboard, each only where its sources changed. Answers whether all of it went well. */
export async function buildChanged() {
  const [services, web] = await Promise.all([
    compileChanged(),
    step('Building the dashboard', 'turbo', ['run', 'build', '--filter=@marketgraph/web', '--output-logs=errors-only']),
  ]);
  return services && web;
}

/**
 * What the gateway's process loads, in one piece (docs/adr/0041), where anything in it was compiled or installed since; and what V8 makes of it (docs/adr/0050),
 * without which it starts all the same. After the services are compiled. Answers whether it went well.
 */
export async function bundleGateway() {
  if (isBundled()) return true;
  const isDone = await step('Bundling the gateway', 'npm', ['run', 'bundle', '--workspace', 'gateway']);
  if (isDone) await step('Starting the gateway once', pinnedNode(), [join(root, 'tools', 'keep-compiled.mjs')]);
  return isDone;
}

function isBundled() {
  const compiled = readdirSync(join(root, 'packages')).map((name) => join('packages', name, 'dist', '.tsbuildinfo'));
  const parts = [...compiled, 'gateway/dist/.tsbuildinfo', 'gateway/rolldown.config.ts', 'node_modules/.package-lock.json'];
  const bundledAt = changedAt('gateway/dist/bundled/served-process.cjs');
  return parts.every((part) => changedAt(part) < bundledAt);
}

/** 0 where there is none. @param {string} path */
function changedAt(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Tells what takes longer than a second, and shows what it printed when it fails.
 * @param {string} title
 * @param {string} program
 * @param {string[]} args
 */
async function step(title, program, args) {
  const started = Date.now();
  const patience = setTimeout(() => console.log(`${title} ...`), 1_000);
  const { code, output } = await run(program, args);
  clearTimeout(patience);
  if (code !== 0) console.error(`${output.trim()}\n${title} failed.`);
  else if (Date.now() - started > 1_000) console.log(`${title}: done (${seconds(started)}).`);
  return code === 0;
}

/**
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run(program, args) {
  const env = { ...localEnvironment(), TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}
