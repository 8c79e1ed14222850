import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './place.mjs';

const OLDEST_MAJOR = 22;

/** The Node that was installed with the packages; where there is none for this platform, the one that runs us if it is new enough. */
export function pinnedNode() {
  const pinned = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (existsSync(pinned) && spawnSync(pinned, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0)
    return pinned;
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_MAJOR) return process.execPath;
  console.error(
    `There is no packaged Node for ${process.platform} ${process.arch}. Install Node ${OLDEST_MAJOR} or newer and start again.`,
  );
  process.exit(1);
}
