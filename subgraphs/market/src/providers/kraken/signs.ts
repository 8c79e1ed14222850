import { type FrameSign, isRecord } from '../wire-mapper.ts';

type Message = Readonly<Record<string, unknown>>;

/** What our requests are numbered by, so that an answer tells of which channel it speaks: a failure does not. */
export const TRADE_REQUEST = 1;
export const TICKER_REQUEST = 2;
export const PING_REQUEST = 3;

const TOO_MUCH = /exceeded|rate limit|too many/i;
const ALREADY = /already subscribed/i;

/** What a message beside the channels with prices says; null for what is of no interest. */
export function signOf(message: Message): FrameSign | null {
  const { channel, method, success, result } = message;
  if (channel === 'heartbeat' || channel === 'status' || method === 'pong') return { kind: 'HEARTBEAT' };
  const error = message['error'] ?? message['Error'];
  if (typeof error === 'string') return refusal(message, error);
  if (method !== 'subscribe' || success !== true || !isRecord(result)) return null;
  const { channel: subscribed, symbol } = result;
  return subscribed === 'trade' && typeof symbol === 'string' ? { kind: 'ACKNOWLEDGED', providerSymbols: [symbol] } : { kind: 'HEARTBEAT' };
}

/** `{"Error":"Exceeded msg rate"}` stands alone; a refused subscription names its pair. */
function refusal({ method, symbol, req_id: request }: Message, reason: string): FrameSign | null {
  if (TOO_MUCH.test(reason)) return { kind: 'RATE_LIMITED', retryAfterMs: null, reason };
  // Asked for twice, as after an answer that came late.
  if (typeof symbol === 'string' && ALREADY.test(reason)) return { kind: 'ACKNOWLEDGED', providerSymbols: [symbol] };
  // Without its spread a pair still has its trades.
  if (method !== 'subscribe' || Number(request) === TICKER_REQUEST) return null;
  return { kind: 'REFUSED', providerSymbol: typeof symbol === 'string' ? symbol : null, reason };
}
