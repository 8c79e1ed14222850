import type { EventMessage } from '../../src/subscriptions/protocol/event-message.ts';
import type { Wire } from '../../src/subscriptions/protocol/wire.ts';

/** The websocket frame of a message, in one piece. */
export function frameOf(message: EventMessage, tail: Buffer): Buffer {
  const pieces: Buffer[] = [];
  message.addFrame(tail, pieces);
  return Buffer.concat(pieces);
}

/** What a wire writes of a message. */
export function piecesOf(wire: Wire, message: EventMessage, tail: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  wire.add(message, tail, pieces);
  return pieces;
}
