import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = join(homedir(), '.cache', 'marketgraph', 'peers');
const FILES = ['package.json', 'package-lock.json'];
const WHOLE = 'installed';

/**
 * The folder in which the packages of `bench/peers/NAME` are installed exactly as its lockfile says: outside of the repository, and once for each
 * lockfile. What npm says is kept to itself, since it names registries.
 */
export function installPeer(name: string, tell: (text: string) => void): string {
  const source = fileURLToPath(new URL(`./${name}/`, import.meta.url));
  const hash = createHash('sha256');
  for (const file of FILES) hash.update(readFileSync(join(source, file)));
  const folder = join(CACHE, `${name}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(join(folder, WHOLE))) return folder;
  tell(`${name}: installing into ${folder} (once; about a minute)`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of FILES) copyFileSync(join(source, file), join(folder, file));
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'ignore' });
  if (status !== 0) throw new Error(`npm could not install ${name}: run "npm ci --ignore-scripts" in ${folder} to see why.`);
  writeFileSync(join(folder, WHOLE), '');
  return folder;
}
