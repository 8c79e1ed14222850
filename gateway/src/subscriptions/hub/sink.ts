import type { EventMessage } from '../protocol/event-message.ts';

/** Where a subscriber's messages go: one websocket, or a test. */
export interface Sink {
  /** More waits in it than a reader that keeps up would leave. */
  readonly blocked: boolean;
  write(message: EventMessage, tail: Buffer): void;
  /** Resolves when it is not blocked any more; also when it is closed. */
  ready(): Promise<void>;
}
