import type { Metrics } from '@marketgraph/service';

interface Counts {
  asked: number;
  fetched: number;
}

/** How many entities events needed, and how many of them a subgraph was asked for. */
export class EntityMetrics {
  readonly #asked;
  readonly #fetched;
  /** Of this turn of the event loop. */
  readonly #counts = new Map<string, Counts>();

  constructor(metrics: Metrics) {
    this.#asked = metrics.counter('subscription_entities_total', 'Entities of other subgraphs that events needed.', ['subgraph']);
    this.#fetched = metrics.counter('subscription_entities_fetched_total', 'Entities that subgraphs were asked for on behalf of events.', [
      'subgraph',
    ]);
  }

  asked(subgraph: string, count: number): void {
    this.#count(subgraph).asked += count;
  }

  fetched(subgraph: string, count: number): void {
    this.#count(subgraph).fetched += count;
  }

  /** Told to the registry once a turn: it looks its labels up each time. */
  #count(subgraph: string): Counts {
    const known = this.#counts.get(subgraph);
    if (known) return known;
    if (this.#counts.size === 0) setImmediate(() => this.#tell());
    const counts = { asked: 0, fetched: 0 };
    this.#counts.set(subgraph, counts);
    return counts;
  }

  #tell(): void {
    for (const [subgraph, { asked, fetched }] of this.#counts) {
      if (asked > 0) this.#asked.inc({ subgraph }, asked);
      if (fetched > 0) this.#fetched.inc({ subgraph }, fetched);
    }
    this.#counts.clear();
  }
}
