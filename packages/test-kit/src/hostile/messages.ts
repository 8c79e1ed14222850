import { hostileBody, hostileBytes, type WellAsked } from './bodies.ts';
import { type Chance, pick } from './choice.ts';
import { hostileText, hostileValue } from './values.ts';

/** What is said in a websocket that was initialised, as text or bytes. */
export function hostileMessage(chance: Chance, asked: WellAsked, id: string): string | Buffer {
  const subscribe = (payload: unknown) => JSON.stringify({ id, type: 'subscribe', payload });
  return pick(chance, [
    () => subscribe(hostileBody(chance, asked)),
    () => subscribe(hostileBody(chance, asked)),
    () => subscribe(hostileBody(chance, asked)),
    () => subscribe(hostileBody(chance, asked)),
    () => subscribe(hostileValue(chance)),
    () => JSON.stringify({ id: hostileValue(chance), type: 'subscribe', payload: asked }),
    () => JSON.stringify({ id: hostileText(chance), type: 'complete' }),
    () =>
      JSON.stringify({
        type: pick(chance, ['connection_init', 'connection_ack', 'next', 'error', '__proto__', '', 'ping', 'pong']),
        payload: hostileValue(chance),
      }),
    () => hostileBytes(chance),
    () => Buffer.from([0xff, 0xfe, 0x00, 0x80]),
  ])();
}
