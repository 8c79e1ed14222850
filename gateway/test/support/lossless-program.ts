import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@marketgraph/test-kit';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The program of docs/subscriptions.md as a partner would copy it. */
export function documentedProgram(): string {
  const text = readFileSync(join(root, 'docs/subscriptions.md'), 'utf8');
  const [, program = ''] = /## A lossless client in 40 lines.*?```js\n(.*?)```/s.exec(text) ?? [];
  return program;
}

export interface Line {
  readonly cursor: string;
  readonly tradeId?: string;
  readonly symbol?: string;
  readonly price?: string;
  readonly gap?: { readonly from: string; readonly to: string; readonly reason: string };
}

/** Runs it in a process of its own, which a test may kill and start again. */
export class LosslessProgram {
  readonly folder = temporaryFolder('lossless');
  readonly file = join(this.folder, 'trades.jsonl');
  output = '';
  #child: ChildProcess | null = null;

  constructor(private readonly env: Readonly<Record<string, string>>) {
    writeFileSync(join(this.folder, 'lossless.mjs'), documentedProgram());
    writeFileSync(join(this.folder, 'package.json'), '{}');
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'));
  }

  start(): void {
    const env = { PATH: process.env['PATH'], FILE: this.file, ...this.env };
    this.#child = spawn(process.execPath, ['lossless.mjs'], { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on('data', (text) => this.#note(String(text)));
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** What it has stored so far. */
  lines(): Line[] {
    if (!existsSync(this.file)) return [];
    // The last piece is empty, or a line that is being written.
    const whole = readFileSync(this.file, 'utf8').split('\n').slice(0, -1);
    return whole.map((line) => JSON.parse(line));
  }

  /** Waits until what it stored satisfies the test. */
  async until(done: (lines: Line[]) => boolean, withinMs = 30_000): Promise<Line[]> {
    const watcher = watch(this.folder);
    const limit = AbortSignal.timeout(withinMs);
    try {
      for (;;) {
        const lines = this.lines();
        if (done(lines)) return lines;
        await once(watcher, 'change', { signal: limit });
      }
    } catch (cause) {
      throw new Error(`It did not get there; it has ${this.lines().length} lines and said: ${this.output.slice(-2_000)}`, { cause });
    } finally {
      watcher.close();
    }
  }

  #note(text: string): void {
    this.output = (this.output + text).slice(-20_000);
  }
}
