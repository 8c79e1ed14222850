import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

/** Gateways have a core of their own, so that requests per second are what one core serves; clients and subgraphs are on another. */
export const GATEWAY_CORE = 0;
export const OTHERS_CORE = 1;

/** All threads of a process, and those that it will start. False where that cannot be done. */
export function pin(pid: number, core: number): boolean {
  if (cpus().length <= core) return false;
  return spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)], { stdio: 'ignore' }).status === 0;
}
