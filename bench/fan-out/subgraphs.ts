import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchContext } from '../frame/bench.ts';
import type { SubgraphMessage, SubgraphReport } from './subgraph-process.ts';

const FILE = fileURLToPath(new URL('./subgraph-process.ts', import.meta.url));

/** The process that answers for all subgraphs. */
export class Subgraphs {
  readonly #child: ChildProcess;
  readonly #port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  static async start({ atEnd }: BenchContext): Promise<Subgraphs> {
    const child = fork(FILE);
    atEnd(() => void child.kill('SIGKILL'));
    const { port = 0 } = await heard(child);
    return new Subgraphs(child, port);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  url(name: string): string {
    return `http://127.0.0.1:${this.#port}/${name}/graphql`;
  }

  /** From here on these symbols are answered in these states. */
  async setStates(states: Readonly<Record<string, number>>): Promise<void> {
    await this.#ask({ states });
  }

  /** Fetches so far, by subgraph. */
  async fetches(): Promise<Readonly<Record<string, number>>> {
    return (await this.#ask('fetches')).fetches ?? {};
  }

  #ask(message: SubgraphMessage): Promise<SubgraphReport> {
    const answer = heard(this.#child);
    this.#child.send(message);
    return answer;
  }
}

async function heard(child: ChildProcess): Promise<SubgraphReport> {
  const [message] = await once(child, 'message');
  return message as SubgraphReport;
}
