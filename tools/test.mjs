// npm test: the tests of every package on their sources. Arguments go to the runner; `--recordings` and `--e2e` choose those suites instead.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { buildChanged, compileChanged } from './start/build-changed.mjs';
import { localEnvironment } from './start/local-environment.mjs';
import { pinnedNode } from './start/pinned-node.mjs';
import { root } from './start/place.mjs';

const suites = new Map([
  ['--recordings', { flags: ['--config', 'e2e/vitest.config.ts', 'e2e/replay'], built: true }],
  ['--e2e', { flags: ['--config', 'e2e/vitest.config.ts', '--exclude', 'e2e/replay/**'], built: true }],
]);
const given = process.argv.slice(2);
const chosen = given.flatMap((arg) => suites.get(arg) ?? []);
const rest = given.filter((arg) => !suites.has(arg));

ensureInstalled();
// Tests run on sources; the runner's own set-up, which starts their Postgres, finds packages by what was compiled.
if (!(await (chosen.some(({ built }) => built) ? buildChanged() : compileChanged()))) process.exit(1);

const notes = mkdtempSync(join(tmpdir(), 'marketgraph-notes-'));
const unavailable = join(notes, 'unavailable');
writeFileSync(unavailable, '');
const env = {
  ...localEnvironment(),
  MARKETGRAPH_UNAVAILABLE_FILE: unavailable,
  TURBO_TELEMETRY_DISABLED: '1',
  APOLLO_TELEMETRY_DISABLED: 'true',
};
const runner = join('node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(pinnedNode(), [runner, 'run', ...chosen.flatMap(({ flags }) => flags), ...rest], {
  cwd: root,
  env,
  stdio: 'inherit',
});
const missing = [...new Set(readFileSync(unavailable, 'utf8').split('\n').filter(Boolean))];
rmSync(notes, { recursive: true, force: true });

if (missing.length > 0) console.log(`Could not run here:\n${missing.map((note) => `  ${note}`).join('\n')}`);
else if (status === 0) console.log('Every suite could run here.');
// On CI a suite that cannot run has already failed by itself; this holds for those that only noted it.
process.exit(status === 0 && missing.length > 0 && process.env['CI'] === 'true' ? 1 : (status ?? 1));
