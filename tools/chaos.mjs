// npm run chaos -- SCENARIO: kills and starves what a trade passes through, and lets an independent ledger judge (docs/chaos.md).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { bundleGateway, compileChanged } from './start/build-changed.mjs';
import { localEnvironment } from './start/local-environment.mjs';
import { pinnedNode } from './start/pinned-node.mjs';
import { root } from './start/place.mjs';

ensureInstalled();
if (!(await compileChanged()) || !(await bundleGateway())) process.exit(1);
const main = join(root, 'e2e', 'chaos', 'main.ts');
const { status } = spawnSync(pinnedNode(), [main, ...process.argv.slice(2)], { cwd: root, env: localEnvironment(), stdio: 'inherit' });
process.exit(status ?? 1);
