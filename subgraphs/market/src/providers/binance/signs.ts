import { type FrameSign, isRecord } from '../wire-mapper.ts';

type Message = Readonly<Record<string, unknown>>;

/** The id of our question for what is subscribed; those of subscriptions are numbers. */
export const LIST_ID = 'list';

export const TRADE_STREAM = '@trade';
export const BOOK_STREAM = '@bookTicker';
/** Of the last 24 hours, each second: it tells the id of the last trade, without which a trade that was missed would show only by the next one. */
export const DAY_STREAM = '@ticker';

const TOO_MANY_REQUESTS = -1003;

/**
 * What a message without prices says. `result: null` answers every well-formed subscription, whether or not there is such a pair, and names
 * none: so what is followed is read from the venue's own list of streams, which also shows that it is there in a market where nothing happens.
 */
export function signsOf(message: Message): readonly FrameSign[] {
  const { result, e: type, event } = message;
  if (type === 'serverShutdown' || (isRecord(event) && event['e'] === 'serverShutdown')) {
    return [{ kind: 'ENDING', reason: 'The server is about to shut down.' }];
  }
  if (result === null) return [{ kind: 'HEARTBEAT' }];
  if (Array.isArray(result)) return [{ kind: 'HEARTBEAT' }, { kind: 'ACKNOWLEDGED', providerSymbols: symbolsIn(result) }];
  const error = isRecord(message['error']) ? message['error'] : message;
  return typeof error['msg'] === 'string' ? refusal(Number(error['code']), error['msg'], message['id']) : [];
}

function symbolsIn(streams: readonly unknown[]): string[] {
  return streams.flatMap((stream) =>
    typeof stream === 'string' && stream.endsWith(TRADE_STREAM) ? [stream.slice(0, -TRADE_STREAM.length).toUpperCase()] : [],
  );
}

function refusal(code: number, text: string, id: unknown): readonly FrameSign[] {
  const reason = `${code}: ${text}`;
  if (code === TOO_MANY_REQUESTS || /too many/i.test(text)) return [{ kind: 'RATE_LIMITED', retryAfterMs: null, reason }];
  // A question that was refused refuses no subscription.
  return id === LIST_ID ? [] : [{ kind: 'REFUSED', providerSymbol: null, reason }];
}
