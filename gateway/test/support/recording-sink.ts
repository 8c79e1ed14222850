import type { Sink } from '../../src/subscriptions/hub/sink.ts';
import { type EventMessage, messageTail, type StreamNote } from '../../src/subscriptions/protocol/event-message.ts';
import { frameOf } from './frames.ts';

export interface Told {
  readonly id: string;
  readonly data: Record<string, Record<string, unknown>>;
  readonly errors?: readonly { message: string; extensions: { code: string } }[];
  readonly stream: StreamNote;
}

/** A socket that a test can stop reading from. Messages are parsed from the very frames that would be sent. */
export class RecordingSink implements Sink {
  readonly told: Told[] = [];
  readonly tail = messageTail;
  blocked = false;
  /** Blocks itself after so many messages. */
  blockAfter = Number.POSITIVE_INFINITY;
  #waiting: (() => void)[] = [];
  #watchers: (() => void)[] = [];

  write(message: EventMessage, tail: Buffer): void {
    this.told.push(parseFrame(frameOf(message, tail)));
    if (this.told.length >= this.blockAfter) this.blocked = true;
    for (const watch of this.#watchers) watch();
  }

  async ready(): Promise<void> {
    if (this.blocked) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  unblock(): void {
    this.blockAfter = Number.POSITIVE_INFINITY;
    this.resume();
  }

  /** Reads again, until it blocks itself again. */
  resume(): void {
    this.blocked = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves once so many messages were told. */
  async until(count: number): Promise<Told[]> {
    while (this.told.length < count) await new Promise<void>((resolve) => this.#watchers.push(resolve));
    return this.told;
  }
}

function parseFrame(frame: Buffer): Told {
  const length = frame[1] ?? 0;
  const start = length < 126 ? 2 : length === 126 ? 4 : 10;
  const message = JSON.parse(frame.subarray(start).toString('utf8'));
  const { data, errors, extensions } = message.payload;
  return { id: message.id, data, ...(errors && { errors }), stream: extensions?.stream ?? {} };
}
