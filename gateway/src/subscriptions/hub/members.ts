import type { Notice } from '../fields/subscription-field.ts';
import type { Subscriber } from './subscriber.ts';

/** Who of a group hears of which topic: a subscriber costs nothing where its symbols are quiet. */
export class Members {
  readonly #ofEverything = new Set<Subscriber>();
  readonly #byTopic = new Map<string, Set<Subscriber>>();

  add(subscriber: Subscriber): void {
    const { topics } = subscriber.request;
    if (topics === null) this.#ofEverything.add(subscriber);
    for (const topic of topics ?? []) this.#byTopic.set(topic, (this.#byTopic.get(topic) ?? new Set()).add(subscriber));
  }

  remove(subscriber: Subscriber): void {
    this.#ofEverything.delete(subscriber);
    for (const topic of subscriber.request.topics ?? []) {
      const subscribers = this.#byTopic.get(topic);
      subscribers?.delete(subscriber);
      if (subscribers?.size === 0) this.#byTopic.delete(topic);
    }
  }

  /** Whether anyone listens to one of the notice's topics. */
  listenTo({ topics }: Notice): boolean {
    return this.#ofEverything.size > 0 || topics.some((topic) => this.#byTopic.has(topic));
  }

  /** Each once, however many of the notice's topics it asked for. */
  of({ topics }: Notice): Iterable<Subscriber> {
    const [topic] = topics;
    const one = topics.length === 1 && topic !== undefined ? this.#byTopic.get(topic) : undefined;
    if (one && this.#ofEverything.size === 0) return one;
    return new Set([...this.#ofEverything, ...topics.flatMap((name) => [...(this.#byTopic.get(name) ?? [])])]);
  }
}
