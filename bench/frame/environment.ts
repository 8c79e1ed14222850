import { execFileSync } from 'node:child_process';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';

export interface Environment {
  readonly machine: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** The commit that was measured; "+" when files differ from it. */
  readonly commit: string;
  /** Over the last minute, before and after. */
  readonly load: readonly [number, number];
}

export function describeEnvironment(loadBefore: number): Environment {
  return {
    machine: (cpus()[0]?.model ?? 'unknown').replaceAll(/\s+/g, ' ').trim(),
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.versions.node,
    commit: commit(),
    load: [loadBefore, load()],
  };
}

export function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no') ? '+' : '');
  } catch {
    return 'unknown';
  }
}
