import { type ChildProcess, spawn } from 'node:child_process';
import { listProcesses } from '../../tools/processes/list-processes.mjs';
import type { BenchContext } from '../frame/bench.ts';
import { untilAnswers } from '../frame/until-answers.ts';

interface ListedProcess {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly health: string;
}

const READY_MS = 30_000;
const STOP_MS = 12_000;

/** Processes of the distributed form, as `npm run processes` lists them. */
export class ProductProcesses {
  readonly #running = new Map<string, ChildProcess>();
  readonly #listed: readonly ListedProcess[];
  readonly #profiles: string | null;
  readonly #more: Readonly<Record<string, string>>;

  constructor(
    context: BenchContext,
    port: number,
    environment: Readonly<Record<string, string>>,
    /** A folder for CPU profiles; null for none. */
    profiles: string | null = null,
    /** Of each process, whatever the list says. */
    more: Readonly<Record<string, string>> = {},
  ) {
    this.#more = more;
    this.#profiles = profiles;
    this.#listed = listProcesses({ GATEWAY_SECRET: 'a secret of this bench alone', PORT: String(port), LOG_LEVEL: 'warn', ...environment });
    context.atEnd(() => this.stop());
  }

  /** Resolves when it says that it is ready. */
  async start(name: string): Promise<void> {
    const listed = this.#listed.find((one) => one.name === name);
    if (!listed) throw new Error(`No process is called ${name}.`);
    const [file = 'node', ...args] = listed.command;
    const profiling =
      this.#profiles === null ? [] : ['--cpu-prof', '--cpu-prof-name', `${name}.cpuprofile`, '--cpu-prof-dir', this.#profiles];
    const child = spawn(file, [...profiling, ...args], {
      // biome-ignore lint/style/noProcessEnv: what the product is given is what the bench was given
      env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', ...listed.environment, ...this.#more },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#running.set(name, child);
    await untilAnswers({ name, child, address: listed.health, patienceMs: READY_MS });
  }

  pids(): Record<string, readonly number[]> {
    return Object.fromEntries([...this.#running].map(([name, { pid }]) => [name, pid === undefined ? [] : [pid]]));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map(stopped));
    this.#running.clear();
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}
