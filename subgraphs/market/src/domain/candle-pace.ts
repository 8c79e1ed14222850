import type { Interval, PriceBasis } from '@marketgraph/vocabulary';

/** What the pace looks at: whose candle, which one, and whether it is done. */
export interface PacedCandle {
  readonly symbol: string;
  readonly source: string;
  readonly basis: PriceBasis;
  readonly interval: Interval;
  readonly closed: boolean;
}

const LONGER_MS = 5_000;
const OTHER_BASIS_MS = 15_000;

/**
 * Which changes are told. A busy symbol changes 27 candles at once (9 intervals, 3 bases), and the log would hold little else. Told at
 * once: every candle that closes or is revised, and the forming minute of LAST. Longer intervals form in the eyes of subscribers
 * every 5 s, bids and asks every 15 s; nothing is lost, because each change tells the whole candle.
 */
export class CandlePace {
  readonly #toldAt = new Map<string, number>();

  /** `now` is the time of receipt, so that a replay is paced as well. */
  tells({ symbol, source, basis, interval, closed }: PacedCandle, now: number): boolean {
    const name = `${symbol} ${source} ${basis} ${interval}`;
    const everyMs = basis !== 'LAST' ? OTHER_BASIS_MS : interval === 'ONE_MINUTE' ? 0 : LONGER_MS;
    if (!closed && now - (this.#toldAt.get(name) ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    if (!closed) this.#toldAt.set(name, now);
    return true;
  }
}
