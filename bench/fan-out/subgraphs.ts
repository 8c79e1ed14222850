import type { BenchContext } from '../frame/bench.ts';
import { Child } from '../frame/child.ts';
import type { SubgraphMessage, SubgraphReport } from './subgraph-process.ts';

const FILE = new URL('./subgraph-process.ts', import.meta.url);

/** The process that answers for all subgraphs. */
export class Subgraphs {
  readonly #child: Child<SubgraphMessage, SubgraphReport>;
  readonly #port: number;

  private constructor(child: Child<SubgraphMessage, SubgraphReport>, port: number) {
    this.#child = child;
    this.#port = port;
  }

  static async start(context: BenchContext): Promise<Subgraphs> {
    const child = new Child<SubgraphMessage, SubgraphReport>(context, FILE);
    const { port = 0 } = await child.hear();
    return new Subgraphs(child, port);
  }

  get pid(): number {
    return this.#child.pid;
  }

  url(name: string): string {
    return `http://127.0.0.1:${this.#port}/${name}/graphql`;
  }

  /** From here on these symbols are answered in these states. */
  async setStates(states: Readonly<Record<string, number>>): Promise<void> {
    await this.#child.ask({ states });
  }

  /** Fetches so far, by subgraph. */
  async fetches(): Promise<Readonly<Record<string, number>>> {
    return (await this.#child.ask('fetches')).fetches ?? {};
  }
}
