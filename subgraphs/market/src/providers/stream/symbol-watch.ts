import type { MappedFrame } from '../wire-mapper.ts';

/** Nobody may be silent for longer than this, however seldom its venue speaks. */
const LONGEST_MS = 10_000;
const INTERVALS = 2;

/** When each symbol of a connection was told of last, at venues that tell something of each of them all the time. */
export class SymbolWatch {
  /** By our own names; only of those that are followed. */
  readonly #heardAt = new Map<string, number>();
  readonly #silent = new Set<string>();
  readonly limitMs: number;

  constructor(intervalMs: number) {
    this.limitMs = Math.min(intervalMs * INTERVALS, LONGEST_MS);
  }

  /** Those that a frame tells a price of, and did not before, and those that were silent until now. A heartbeat alone is no price. */
  heard({ trades, quotes, signs = [] }: MappedFrame, now: number): string[] {
    const news: string[] = [];
    for (const { symbol } of trades) this.#price(symbol, now, news);
    for (const { symbol } of quotes) this.#price(symbol, now, news);
    for (const sign of signs) if ('symbol' in sign) this.#hear(sign.symbol, now, news);
    return news;
  }

  /** From now on it is to be told of. */
  expect(symbol: string, now: number): void {
    if (!this.#heardAt.has(symbol)) this.#heardAt.set(symbol, now);
  }

  /** We did not listen. */
  restart(now: number): void {
    for (const symbol of this.#heardAt.keys()) this.#heardAt.set(symbol, now);
  }

  /** Those that nothing was heard of for too long while others were told of; each is said again after as long. */
  silent(now: number): string[] {
    const times = [...this.#heardAt];
    if (!times.some(([symbol, at]) => !this.#silent.has(symbol) && now - at < this.limitMs / 2)) return [];
    const silent = times.filter(([, at]) => now - at >= this.limitMs).map(([symbol]) => symbol);
    for (const symbol of silent) {
      this.#silent.add(symbol);
      this.#heardAt.set(symbol, now);
    }
    return silent;
  }

  #price(symbol: string, now: number, news: string[]): void {
    if (!this.#heardAt.has(symbol)) news.push(symbol);
    this.expect(symbol, now);
    this.#hear(symbol, now, news);
  }

  #hear(symbol: string, now: number, news: string[]): void {
    if (!this.#heardAt.has(symbol)) return;
    if (this.#silent.delete(symbol)) news.push(symbol);
    this.#heardAt.set(symbol, now);
  }
}
