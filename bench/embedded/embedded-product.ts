import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../tools/processes/free-ports.mjs';
import { nodeFlags } from '../../tools/start/node-flags.mjs';
import type { BenchContext } from '../frame/bench.ts';

const MAIN = fileURLToPath(new URL('../../packages/local-stack/dist/main.js', import.meta.url));

export interface EmbeddedProduct {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** A folder of its own: the database lies there. */
  readonly dataDir: string;
  readonly recordings: string;
  readonly speed: string;
  /** For a CPU profile. */
  readonly nodeOptions?: readonly string[];
}

/** The whole product in one process, as `npm start` runs it, playing a recording. Resolves when it says that it is ready. */
export async function startEmbedded(context: BenchContext, options: EmbeddedOptions): Promise<EmbeddedProduct> {
  const port = await freePorts();
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), ...nodeFlags, MAIN], {
    env: {
      // biome-ignore lint/style/noProcessEnv: what the product is given is what the bench was given
      ...process.env,
      PORT: String(port),
      DATA_DIR: options.dataDir,
      FEEDS: 'recording',
      RECORDINGS_DIR: options.recordings,
      RECORDING_SPEED: options.speed,
      RECORDING_TIMES: 'now',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = () => stopped(child);
  context.atEnd(stop);
  await untilReady(child);
  return { port, pid: child.pid ?? 0, stop };
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let told = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes('Ready ')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`The product ended with ${code}: ${told}`)));
  });
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}
