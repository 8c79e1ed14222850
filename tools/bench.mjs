// npm run bench [-- NAME [--quick] | --table]: compiles what changed, then measures what was compiled.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { bundleGateway, compileChanged } from './start/build-changed.mjs';
import { localEnvironment } from './start/local-environment.mjs';
import { pinnedNode } from './start/pinned-node.mjs';
import { root } from './start/place.mjs';

ensureInstalled();
if (!(await compileChanged()) || !(await bundleGateway())) process.exit(1);

const env = { ...localEnvironment(), NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true' };
const flags = ['--expose-gc', '--enable-source-maps', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(pinnedNode(), [...flags, join('bench', 'main.ts'), ...process.argv.slice(2)], {
  cwd: root,
  env,
  stdio: 'inherit',
});
process.exit(status ?? 1);
