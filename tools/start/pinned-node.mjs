import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './place.mjs';

const OLDEST_MAJOR = 22;

/** The Node that was installed with the packages; where there is none for this platform, the one that runs us if it is new enough. */
export function pinnedNode() {
  const packaged = packagedNode();
  if (packaged && spawnSync(packaged, ['--version'], { stdio: 'ignore' }).status === 0) return packaged;
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_MAJOR) return process.execPath;
  console.error(
    `There is no packaged Node for ${process.platform} ${process.arch}. Install Node ${OLDEST_MAJOR} or newer and start again.`,
  );
  process.exit(1);
}

/** Looked up in its package, not in .bin: npm 10 leaves that link out. */
export function packagedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const names = [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`];
  return names.map((name) => join(root, 'node_modules', name, 'bin', file)).find((path) => existsSync(path)) ?? null;
}
