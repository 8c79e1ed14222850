import { type EventMessage, messageTail, noteText, type StreamNote } from './event-message.ts';

/** How a message is written for one kind of connection: what all of a group share first, what is a subscriber's own last. */
export interface Wire {
  tail(id: string, note: StreamNote | null): Buffer;
  bytes(message: EventMessage, tail: Buffer): Buffer;
}

/** graphql-transport-ws. */
export const websocketWire: Wire = {
  tail: messageTail,
  bytes: (message, tail) => message.frame(tail),
};

/** A stream of one subscription needs no ids: those whom nothing is told beside the body get the very same bytes. */
export function streamWire(head: string, end: string): Wire {
  const plain = Buffer.from(`}${end}`);
  return {
    tail: (_id, note) => (note ? Buffer.from(`${noteText(note)}}${end}`) : plain),
    bytes: (message, tail) => (tail === plain ? message.sharedPart(head, plain) : message.part(head, tail)),
  };
}
