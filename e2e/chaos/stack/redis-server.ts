import { mkdirSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import type { Random } from '../random.ts';
import { Child } from './child.ts';
import type { Victim } from './victim.ts';

const SAMPLE_MS = 100;
/** `everysec` may leave this much time unwritten: Redis itself says up to two seconds when the disk is busy. */
const UNSYNCED_MS = 1_000;

/**
 * A real Redis with `appendonly yes` and `appendfsync everysec`. A kill takes what the disk had not been promised, as a power cut would; `powerCuts`
 * off, it takes the process alone.
 */
export class RedisServer implements Victim {
  readonly name = 'redis';
  readonly url: string;
  powerCuts = true;
  /** What the cuts have taken. */
  cutBytes = 0;
  readonly #port: number;
  readonly #folder: string;
  readonly #logs: string;
  readonly #random: Random;
  readonly #child = new Child();
  #sampling: NodeJS.Timeout | undefined;
  #sizes: { readonly at: number; readonly path: string; readonly size: number }[] = [];

  constructor(port: number, folder: string, logs: string, random: Random) {
    this.#port = port;
    this.#folder = join(folder, 'redis');
    this.#logs = logs;
    this.#random = random;
    this.url = `redis://127.0.0.1:${port}`;
    mkdirSync(this.#folder, { recursive: true });
  }

  get pid(): number | null {
    return this.#child.pid;
  }

  async start(): Promise<void> {
    const settings = { port: this.#port, bind: '127.0.0.1', save: '', appendonly: 'yes', appendfsync: 'everysec', dir: this.#folder };
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#child.start({ command: ['redis-server', ...flags], output: join(this.#logs, 'redis.log') });
    this.#sizes = [];
    this.#sample();
    this.#sampling = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  async kill(): Promise<void> {
    clearInterval(this.#sampling);
    await this.#child.end('SIGKILL');
    if (this.powerCuts) this.#cut();
  }

  hold(): void {
    this.#child.signal('SIGSTOP');
  }

  release(): void {
    this.#child.signal('SIGCONT');
  }

  async ready(): Promise<boolean> {
    if (this.pid === null) return false;
    return new Promise((resolve) => {
      const socket = createConnection({ port: this.#port, host: '127.0.0.1' });
      const answer = (ready: boolean) => {
        socket.destroy();
        resolve(ready);
      };
      socket.setTimeout(1_000, () => answer(false));
      socket.once('error', () => answer(false));
      socket.once('connect', () => socket.write('PING\r\n'));
      // While it reads its file it answers -LOADING.
      socket.once('data', (data) => answer(data.toString().startsWith('+PONG')));
    });
  }

  #newest(): { path: string; size: number } | null {
    const folder = join(this.#folder, 'appendonlydir');
    try {
      const files = readdirSync(folder).filter((name) => name.endsWith('.incr.aof'));
      const number = (name: string) => Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1]);
      const last = files.sort((a, b) => number(a) - number(b)).at(-1);
      return last === undefined ? null : { path: join(folder, last), size: statSync(join(folder, last)).size };
    } catch {
      return null;
    }
  }

  #sample(): void {
    const newest = this.#newest();
    const now = Date.now();
    this.#sizes = this.#sizes.filter(({ at }) => at > now - 10 * UNSYNCED_MS);
    if (newest) this.#sizes.push({ ...newest, at: now });
  }

  /** Anywhere between what was there a second ago, which is on the disk, and the last byte; often in the middle of a command. */
  #cut(): void {
    const newest = this.#newest();
    if (!newest) return;
    const ofFile = this.#sizes.filter(({ path }) => path === newest.path);
    const before = ofFile.findLast(({ at }) => at <= Date.now() - UNSYNCED_MS) ?? ofFile[0];
    if (!before || before.size >= newest.size) return;
    const keep = this.#random.whole(before.size, newest.size);
    truncateSync(newest.path, keep);
    this.cutBytes += newest.size - keep;
  }
}
