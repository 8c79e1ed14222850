import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of one process in Prometheus' text form. Names begin with `marketgraph_`, units end them. */
export class Metrics {
  readonly #registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return this.#once(
      name,
      () => new Counter({ name: `marketgraph_${name}`, help, labelNames: [...labelNames], registers: [this.#registry] }),
    );
  }

  gauge<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> {
    return this.#once(
      name,
      () => new Gauge({ name: `marketgraph_${name}`, help, labelNames: [...labelNames], registers: [this.#registry] }),
    );
  }

  histogram<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Histogram<L> {
    return this.#once(
      name,
      () => new Histogram({ name: `marketgraph_${name}`, help, labelNames: [...labelNames], registers: [this.#registry] }),
    );
  }

  /** In one process several parts share a metric: the first to ask for it makes it. */
  #once<M>(name: string, make: () => M): M {
    return (this.#registry.getSingleMetric(`marketgraph_${name}`) as M | undefined) ?? make();
  }

  async render(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
