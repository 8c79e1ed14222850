import type { AnyNewEvent, FeedChanged } from '@marketgraph/events';

/** What the status page is told of one news feed. */
export class FeedStatus {
  #state: FeedChanged['state'] = 'CONNECTING';
  #detail: string | null = null;
  #lastEventAt: number | null = null;
  #reconnects = 0;
  #articles = 0;
  #toldAt: number;

  constructor(
    private readonly name: string,
    startedAt: number,
  ) {
    this.#toldAt = startedAt;
  }

  /** Answers the event when it is worth telling: the state is another one, or it was last told `everyMs` ago. */
  delivered(articles: number, at: number, everyMs: number): AnyNewEvent[] {
    this.#articles += articles;
    this.#lastEventAt = at;
    return this.#state === 'LIVE' && at - this.#toldAt < everyMs ? [] : [this.changed('LIVE', null, at)];
  }

  lost(reason: string, at: number): AnyNewEvent {
    this.#reconnects++;
    return this.changed('DOWN', reason, at);
  }

  changed(state: FeedChanged['state'], detail: string | null, at: number): AnyNewEvent {
    const seconds = Math.max(1, (at - this.#toldAt) / 1_000);
    const eventsPerSecond = Math.round((this.#articles / seconds) * 1_000) / 1_000;
    [this.#state, this.#detail, this.#toldAt, this.#articles] = [state, detail, at, 0];
    const told = { name: this.name, kind: 'NEWS', state, instrumentCount: 0, lastEventAt: this.#lastEventAt } as const;
    const payload = { ...told, eventsPerSecond, reconnects: this.#reconnects, detail: this.#detail };
    return { type: 'FeedChanged', key: this.name, occurredAt: at, receivedAt: at, payload };
  }
}
