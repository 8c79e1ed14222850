import type { AnyEvent, FeedChanged } from '@marketgraph/events';

/** The latest word of every feed, heard from the log. */
export class Feeds {
  readonly #feeds = new Map<string, FeedChanged>();

  hear(event: AnyEvent): void {
    if (event.type === 'FeedChanged') this.#feeds.set(event.payload.name, event.payload);
  }

  find(name: string): FeedChanged | undefined {
    return this.#feeds.get(name);
  }

  all(): FeedChanged[] {
    return [...this.#feeds.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
