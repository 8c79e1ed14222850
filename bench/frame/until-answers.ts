import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

interface Beginning {
  readonly name: string;
  readonly child: ChildProcess;
  /** What answers with a 2xx when it is ready. */
  readonly address: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly patienceMs?: number;
}

const PATIENCE_MS = 60_000;
const BETWEEN_MS = 50;

/** Resolves when a process that speaks HTTP is ready; throws when it ends before, or is late. */
export async function untilAnswers({ name, child, address, headers = {}, patienceMs = PATIENCE_MS }: Beginning): Promise<void> {
  const limit = Date.now() + patienceMs;
  while (!(await isWell(address, headers))) {
    if (child.exitCode !== null || Date.now() > limit) throw new Error(`${name} did not become ready.`);
    await pause(BETWEEN_MS);
  }
}

function isWell(address: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
  return fetch(address, { headers }).then(
    ({ ok }) => ok,
    () => false,
  );
}
