import { spawn } from 'node:child_process';
import { localEnvironment } from './local-environment.mjs';
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

/** What the gateway's process loads, in one piece (docs/adr/0041). After the services are compiled. Answers whether it went well. */
export function bundleGateway() {
  return step('Bundling the gateway', 'npm', ['run', 'bundle', '--workspace', 'gateway']);
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
