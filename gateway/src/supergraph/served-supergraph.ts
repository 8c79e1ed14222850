import { type Clock, Fault, type Health, type Logger, type Metrics, reasonOf } from '@marketgraph/service';
import { readBesideOthers, readSupergraph, type Supergraph } from './supergraph.ts';
import { SupergraphFile } from './supergraph-file.ts';

export interface ServedSupergraphOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Whatever takes time for the next one is done before it is served, beside the running one; what is returned switches over at once. */
  prepare(next: Supergraph): Promise<() => void>;
}

type Listener = (supergraph: Supergraph) => void;

/** The supergraph in a file, and each later one, taken over without a restart. A broken one is refused as a whole; the running one goes on. */
export class ServedSupergraph {
  readonly #file: SupergraphFile;
  readonly #changes;
  readonly #listeners = new Set<Listener>();
  #refused: string | null = null;
  /** Why the file cannot be read; what is in it counts again when it can. */
  #lost: string | null = null;
  #current: Supergraph | null = null;

  constructor(private readonly options: ServedSupergraphOptions) {
    this.#file = new SupergraphFile(options.path, options.clock);
    this.#changes = options.metrics.counter('supergraph_changes_total', 'Changes of the supergraph file, by what became of them.', [
      'outcome',
    ]);
  }

  get current(): Supergraph | null {
    return this.#current;
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async start(): Promise<void> {
    await this.#serveFirst().catch((error) => {
      const reason = reasonOf(error);
      throw new Fault('BAD_CONFIG', `The supergraph ${this.options.path} (SUPERGRAPH_PATH) cannot be served: ${reason}`, false, error);
    });
    this.#file.watch({ take: (sdl) => this.#take(sdl), lost: (reason) => this.#lose(reason), found: () => this.#find() });
  }

  stop(): Promise<void> {
    return this.#file.stop();
  }

  /** Whoever has exchanged the file is to see whether it was taken. */
  health(): Health {
    if (this.#lost !== null) return { healthy: true, detail: `The supergraph file cannot be read (${this.#lost}): a restart would fail.` };
    return this.#refused === null ? { healthy: true } : { healthy: true, detail: `The supergraph file is refused. ${this.#refused}` };
  }

  async #take(sdl: string): Promise<void> {
    const { logger, path } = this.options;
    try {
      await this.#serve(await readBesideOthers(sdl));
      this.#refused = null;
      this.#changes.inc({ outcome: 'taken' });
      logger.info('A new supergraph is served.', { path });
    } catch (error) {
      this.#refused = reasonOf(error);
      this.#changes.inc({ outcome: 'refused' });
      logger.error('The new supergraph is not valid; the running one goes on.', { path, reason: this.#refused });
    }
  }

  #lose(reason: string): void {
    const { logger, path } = this.options;
    this.#lost = reason;
    this.#changes.inc({ outcome: 'lost' });
    logger.error('The supergraph file cannot be read; the running one goes on.', { path, reason });
  }

  #find(): void {
    this.#lost = null;
    this.options.logger.info('The supergraph file can be read again.', { path: this.options.path });
  }

  async #serveFirst(): Promise<void> {
    await this.#serve(readSupergraph(await this.#file.read()));
  }

  async #serve(next: Supergraph): Promise<void> {
    const switchOver = await this.options.prepare(next);
    switchOver();
    this.#current = next;
    for (const listener of this.#listeners) listener(next);
  }
}
