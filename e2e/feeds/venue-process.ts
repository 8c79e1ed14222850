import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { VenueCommand, VenueReport, VenueSettings } from './venue/commands.ts';

const MAIN = fileURLToPath(new URL('venue/main.ts', import.meta.url));
const ANSWER_MS = 30_000;

type Running = ChildProcessByStdio<Writable, Readable, null>;

/** A venue in a process of its own. Killed and started again it keeps its port, its past and its ledger. */
export class VenueProcess {
  readonly ledger: string;
  readonly #settings: Omit<VenueSettings, 'ledger' | 'port'>;
  readonly #log: string;
  #port = 0;
  #running: Running | null = null;
  #reports: ((line: object) => void)[] = [];

  constructor(folder: string, settings: Omit<VenueSettings, 'ledger' | 'port'>) {
    this.#settings = settings;
    this.ledger = join(folder, `ledger-${settings.protocol}.csv`);
    this.#log = join(folder, 'logs', `venue-${settings.protocol}.log`);
    process.once('exit', () => this.#running?.kill('SIGKILL'));
  }

  get source(): string {
    return this.#settings.protocol;
  }

  /** For the environment of the product: addresses alone. */
  get addresses(): Record<string, string> {
    const name = this.source.toUpperCase();
    const path = this.source === 'kraken' ? '/v2' : '';
    return { [`${name}_WS_URL`]: `ws://127.0.0.1:${this.#port}${path}`, [`${name}_REST_URL`]: `http://127.0.0.1:${this.#port}` };
  }

  async start(): Promise<void> {
    const settings: VenueSettings = { ...this.#settings, ledger: this.ledger, port: this.#port };
    const child = spawn(process.execPath, [MAIN, JSON.stringify(settings)], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.on('error', () => undefined);
    this.#running = child;
    const listening = this.#next();
    createInterface({ input: child.stdout }).on('line', (line) => this.#heard(line));
    const { listening: port } = (await listening) as { listening: number };
    this.#port = port;
  }

  async command(command: VenueCommand): Promise<VenueReport> {
    const report = this.#next();
    this.#running?.stdin.write(`${JSON.stringify(command)}\n`);
    return (await report) as VenueReport;
  }

  async kill(): Promise<void> {
    const child = this.#running;
    this.#running = null;
    this.#reports = [];
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  #next(): Promise<object> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`The venue ${this.source} did not answer.`)), ANSWER_MS);
      this.#reports.push((line) => {
        clearTimeout(late);
        resolve(line);
      });
    });
  }

  #heard(line: string): void {
    appendFileSync(this.#log, `${line}\n`);
    const told: object = JSON.parse(line);
    if ('listening' in told || 'did' in told) this.#reports.shift()?.(told);
  }
}
