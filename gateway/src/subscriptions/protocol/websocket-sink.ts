import type { Socket } from 'node:net';
import type { SendWindow } from './send-window.ts';
import { StreamSink } from './stream-sink.ts';
import { websocketWire } from './wire.ts';

/**
 * Writes ready frames to the socket beneath a websocket. That is sound because each message is one whole frame,
 * and compression, which would keep state between frames, is off.
 */
export class WebSocketSink extends StreamSink {
  constructor(socket: Socket, window?: SendWindow) {
    super({ socket, wire: websocketWire, ...(window && { window }) });
  }
}
