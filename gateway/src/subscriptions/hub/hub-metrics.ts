import type { Metrics } from '@marketgraph/service';

interface Counts {
  projected: number;
  delivered: number;
}

/** What the hub does, for /metrics. */
export class HubMetrics {
  readonly #executed;
  readonly #byStock;
  readonly #projected;
  readonly #delivered;
  readonly #subscribers;
  /** Of this turn of the event loop. */
  readonly #counts = new Map<string, Counts>();

  constructor(metrics: Metrics) {
    this.#executed = metrics.counter('subscription_executions_total', 'Events executed, once for each operation shape.', ['field']);
    this.#byStock = metrics.counter('subscription_stock_executions_total', 'Those of them that could not be compiled.', ['field']);
    this.#projected = metrics.counter('subscription_projections_total', 'Events written without an execution, once for each shape.', [
      'field',
    ]);
    this.#delivered = metrics.counter('subscription_messages_total', 'Messages given to live subscribers.', ['field']);
    this.#subscribers = metrics.gauge('subscriptions', 'Subscriptions that are open.', ['field']);
  }

  executed(field: string, compiled: boolean): void {
    this.#executed.inc({ field });
    if (!compiled) this.#byStock.inc({ field });
  }

  projected(field: string): void {
    this.#count(field).projected++;
  }

  delivered(field: string, count: number): void {
    this.#count(field).delivered += count;
  }

  opened(field: string): void {
    this.#subscribers.inc({ field });
  }

  closed(field: string): void {
    this.#subscribers.dec({ field });
  }

  /** Told to the registry once a turn: it looks its labels up each time. */
  #count(field: string): Counts {
    const known = this.#counts.get(field);
    if (known) return known;
    if (this.#counts.size === 0) setImmediate(() => this.#tell());
    const counts = { projected: 0, delivered: 0 };
    this.#counts.set(field, counts);
    return counts;
  }

  #tell(): void {
    for (const [field, { projected, delivered }] of this.#counts) {
      if (projected > 0) this.#projected.inc({ field }, projected);
      if (delivered > 0) this.#delivered.inc({ field }, delivered);
    }
    this.#counts.clear();
  }
}
