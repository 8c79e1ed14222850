import type { EventMessage, StreamNote } from '../protocol/event-message.ts';

/** Where a subscriber's messages go: one websocket, one HTTP stream, or a test. */
export interface Sink {
  /** More waits in it than a reader that keeps up would leave. */
  readonly blocked: boolean;
  /** What this connection's messages end with for a subscription of that id. */
  tail(id: string, note: StreamNote | null): Buffer;
  write(message: EventMessage, tail: Buffer): void;
  /** Resolves when it is not blocked any more; also when it is closed. */
  ready(): Promise<void>;
}
