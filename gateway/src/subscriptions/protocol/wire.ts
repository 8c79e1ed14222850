import { type EventMessage, messageTail, noteText, type StreamNote } from './event-message.ts';

/** How a message is written for one kind of connection: what all of a group share first, what is a subscriber's own last. */
export interface Wire {
  tail(id: string, note: StreamNote | null): Buffer;
  /** Adds the pieces of a message to what leaves next; answers their length together. */
  add(message: EventMessage, tail: Buffer, to: Buffer[]): number;
}

/** graphql-transport-ws. */
export const websocketWire: Wire = {
  tail: messageTail,
  add: (message, tail, to) => message.addFrame(tail, to),
};

/** A stream of one subscription needs no ids: those whom nothing is told beside the body get the very same bytes. */
export function streamWire(head: string, end: string): Wire {
  const plain = Buffer.from(`}${end}`);
  return {
    tail: (_id, note) => (note ? Buffer.from(`${noteText(note)}}${end}`) : plain),
    add(message, tail, to) {
      const part = tail === plain ? message.sharedPart(head, plain) : message.part(head, tail);
      to.push(part);
      return part.length;
    },
  };
}
