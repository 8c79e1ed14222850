import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { postgresFault } from '../faults.ts';

/** Whom Postgres runs as: ourselves, or an unprivileged user when we are root, whom Postgres refuses. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  /** We are root and step down for every process of Postgres. */
  readonly stepsDown: boolean;
}

/** As root: the owner of an existing cluster, so that a folder may change hands, else `nobody`. */
export function serverUser(clusterDir: string): ServerUser {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  if (uid === undefined || gid === undefined) {
    throw postgresFault(
      'POSTGRES_UNSUPPORTED',
      'The embedded Postgres needs Linux or macOS. Use WSL, or set DATABASE_URL to a Postgres of your own.',
    );
  }
  if (uid !== 0) return { uid, gid, stepsDown: false };
  const owner = lstatSync(clusterDir, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, stepsDown: true };
  return { uid: idOf('-u'), gid: idOf('-g'), stepsDown: true };
}

/** How to spawn as that user. Its environment is ours alone: a foreign LC_ALL or PGDATA would change what is started. */
export function spawnAs(user: ServerUser, cwd: string) {
  const identity = user.stepsDown ? { uid: user.uid, gid: user.gid } : {};
  return { ...identity, cwd, env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } };
}

/** Tried out rather than read from modes: parents, mount options and access lists count as well. */
export function canRun(user: ServerUser, program: string): boolean {
  return spawnSync(program, ['--version'], { ...spawnAs(user, '/'), stdio: 'ignore' }).status === 0;
}

export function canWrite(user: ServerUser, directory: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'test -w "$1" && test -x "$1"', 'sh', directory], { ...spawnAs(user, '/'), stdio: 'ignore' }).status === 0
  );
}

function idOf(flag: '-u' | '-g'): number {
  try {
    return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch (cause) {
    const advice = 'Start as a normal user, or set DATABASE_URL to a Postgres of your own.';
    throw postgresFault(
      'POSTGRES_UNSUPPORTED',
      `Postgres does not run as root and there is no user "nobody" to run it as. ${advice}`,
      cause,
    );
  }
}
