import type { Metrics } from '@marketgraph/service';

/** What the hub does, for /metrics. */
export class HubMetrics {
  readonly #executed;
  readonly #projected;
  readonly #delivered;
  readonly #subscribers;

  constructor(metrics: Metrics) {
    this.#executed = metrics.counter('subscription_executions_total', 'Events executed, once for each operation shape.', ['field']);
    this.#projected = metrics.counter('subscription_projections_total', 'Events written without an execution, once for each shape.', [
      'field',
    ]);
    this.#delivered = metrics.counter('subscription_messages_total', 'Messages given to live subscribers.', ['field']);
    this.#subscribers = metrics.gauge('subscriptions', 'Subscriptions that are open.', ['field']);
  }

  executed(field: string): void {
    this.#executed.inc({ field });
  }

  projected(field: string): void {
    this.#projected.inc({ field });
  }

  delivered(field: string, count: number): void {
    if (count > 0) this.#delivered.inc({ field }, count);
  }

  opened(field: string): void {
    this.#subscribers.inc({ field });
  }

  closed(field: string): void {
    this.#subscribers.dec({ field });
  }
}
