import type { Trade } from '../../domain/price-feed.ts';
import { isPossible } from '../../domain/tick-time.ts';
import { parseExactJson, plainDecimal } from '../exact-json.ts';
import {
  type FrameSign,
  isAmountText,
  isPriceText,
  isRecord,
  type MappedFrame,
  nothing,
  type SymbolOf,
  type WireMapper,
} from '../wire-mapper.ts';

type Message = Readonly<Record<string, unknown>>;

/**
 * Finnhub: `trade` frames with trades of several symbols, which have no ids: whoever reads them names them by their place. Numbers stay as
 * they were written.
 */
export class FinnhubMapper implements WireMapper {
  malformed = 0;
  readonly remembers = false;

  constructor(readonly symbolOf: SymbolOf) {}

  read(frame: string, receivedAt: number): MappedFrame {
    const message = parseExactJson(frame);
    if (!isRecord(message) || typeof message['type'] !== 'string') return this.#refuse();
    const { type, data } = message;
    if (type === 'ping') return { ...nothing, signs: [{ kind: 'HEARTBEAT' }] };
    if (type === 'error') return { ...nothing, signs: [signOf(String(message['msg'] ?? 'no reason given'))] };
    if (type !== 'trade') return nothing;
    return Array.isArray(data) ? { trades: this.#trades(data, receivedAt), quotes: [] } : this.#refuse();
  }

  #trades(data: readonly unknown[], receivedAt: number): Trade[] {
    return data.flatMap((one) => {
      const trade = isRecord(one) ? this.#trade(one, receivedAt) : null;
      if (!trade) this.malformed += 1;
      return trade ?? [];
    });
  }

  #trade({ s, p, v, t, c }: Message, receivedAt: number): Trade | null {
    const [price, size, occurredAt] = [plainDecimal(p), plainDecimal(v), instantOf(t)];
    if (!isPriceText(price) || !isAmountText(size) || occurredAt === null || typeof s !== 'string') return null;
    if (!isPossible(occurredAt, { provenance: 'LIVE', receivedAt })) return null;
    const symbol = this.symbolOf(s);
    // Its place in the frame is its key, which the feed knows.
    return symbol === null ? null : { symbol, key: 0, price, size, side: null, occurredAt, conditions: conditionsOf(c) };
  }

  #refuse(): MappedFrame {
    this.malformed += 1;
    return nothing;
  }
}

/** Milliseconds since 1970. */
function instantOf(digits: unknown): number | null {
  return typeof digits === 'string' && /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** Its codes are its own, and no table of ours knows them: such trades count fully. See docs/recordings.md. */
function conditionsOf(codes: unknown): string | null {
  if (!Array.isArray(codes) || codes.length === 0) return null;
  return `finnhub:${codes.map((code) => String(code).slice(0, LONGEST_CODE)).join(',')}`;
}

const LONGEST_CODE = 8;

/** What its error frames mean is not documented: their words are all there is. */
function signOf(reason: string): FrameSign {
  const [, named] = /symbol[: ]+"?([A-Z0-9:._^-]{1,40})"?\s*(?:$|[.,])/i.exec(reason) ?? [];
  if (/token|api[ -]?key|unauthor/i.test(reason)) return { kind: 'ENDING', reason };
  if (/limit|too many requests/i.test(reason)) return { kind: 'RATE_LIMITED', retryAfterMs: null, reason };
  return { kind: 'REFUSED', providerSymbol: named ?? null, reason };
}
