import type { EventMessage } from '../protocol/event-message.ts';
import { Conveyor } from './conveyor.ts';
import type { Entry } from './entry.ts';
import type { Group } from './group.ts';
import type { KnownState } from './state-notices.ts';
import type { Subscriber } from './subscriber.ts';

/** What is known when someone comes, told before the live stream; each state is executed once for all who come at the same time. */
export class Snapshot {
  readonly #conveyor: Conveyor;

  constructor(
    private readonly subscriber: Subscriber,
    group: Group,
    states: readonly KnownState[],
    onTold: () => void,
  ) {
    const work = {
      run: (entries: readonly Entry[]) => group.execute(entries),
      deliver: (entry: Entry, message: EventMessage) => this.#deliver(entry, message),
      overflow: () => undefined,
      idle: onTold,
    };
    this.#conveyor = new Conveyor(work, { merge: false, limit: Number.POSITIVE_INFINITY });
    for (const { notice, cursor: cursorOf, sequence } of states) {
      const cursor = cursorOf();
      this.#conveyor.push({ notice, cursor, before: () => cursor, sequence, snapshot: true, skipped: 0 });
    }
  }

  leave(): void {
    this.#conveyor.stop();
  }

  #deliver(entry: Entry, message: EventMessage): Promise<void> | void {
    const { sink } = this.subscriber;
    if (sink.blocked) return sink.ready().then(() => this.subscriber.tell(entry, message));
    this.subscriber.tell(entry, message);
  }
}
