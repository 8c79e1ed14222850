import type { PriceBasis } from '@marketgraph/vocabulary';

/** Whose candles form: of one series and basis. */
export interface FormingCandles {
  readonly series: number;
  readonly basis: PriceBasis;
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

  /** Whether a minute that forms is told. `now` is the time of receipt, so that a replay is paced as well. */
  tells({ series, basis }: FormingCandles, now: number): boolean {
    return basis === 'LAST' || this.#isDue(`${series} ${basis} minute`, OTHER_BASIS_MS, now);
  }

  /** Whether the wider candles that form are told. */
  widerDue({ series, basis }: FormingCandles, now: number): boolean {
    return this.#isDue(`${series} ${basis}`, basis === 'LAST' ? LONGER_MS : OTHER_BASIS_MS, now);
  }

  #isDue(name: string, everyMs: number, now: number): boolean {
    if (now - (this.#toldAt.get(name) ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    this.#toldAt.set(name, now);
    return true;
  }
}
