import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { packagedNode } from './start/pinned-node.mjs';
import { root, seconds } from './start/place.mjs';

/** Runs `npm ci` unless what package-lock.json asks for is installed. Ends the process when it fails. */
export function ensureInstalled() {
  if (!isInstalled()) install();
  linkPackagedNode();
}

function install() {
  const started = Date.now();
  console.log('Installing packages: the first time this takes about a minute ...');
  const { status, stdout, stderr } = npm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']);
  if (status !== 0) {
    process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
    console.error('npm could not install the packages. Check the network and the free space on the disk, then start again.');
    process.exit(1);
  }
  console.log(`Packages are installed (${seconds(started)}).`);
}

/** So that `npm run` finds it, too. */
function linkPackagedNode() {
  const link = join(root, 'node_modules', '.bin', 'node');
  const node = packagedNode();
  if (process.platform === 'win32' || !node || existsSync(link)) return;
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), node), link);
}

/** npm notes what it has installed once it is done. Packages for other platforms are optional and may be missing. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf(join('node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '' || !path.includes('node_modules/')) return true;
    const found = installed[path];
    return found ? found.version === version : Boolean(optional || devOptional);
  });
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>}
 */
function packagesOf(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

/** The npm that runs us, else the one on the path. @param {string[]} args */
function npm(args) {
  const cli = process.env['npm_execpath'];
  const options = /** @type {const} */ ({ cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (cli?.endsWith('.js')) return spawnSync(process.env['npm_node_execpath'] ?? process.execPath, [cli, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}
