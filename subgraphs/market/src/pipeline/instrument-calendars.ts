import { candleCloseTime, candleOpenTime, timezoneOf } from '../domain/calendar.ts';
import type { CandleTimes } from '../domain/candle-fold.ts';
import type { InstrumentStore } from '../domain/ports.ts';

/** Where the candles of each symbol begin and end. Instruments are listed before their first price. */
export class InstrumentCalendars {
  readonly #timezones = new Map<string, string>();

  constructor(private readonly instruments: InstrumentStore) {}

  async load(symbols: readonly string[]): Promise<void> {
    if (symbols.every((symbol) => this.#timezones.has(symbol))) return;
    for (const instrument of await this.instruments.all()) this.#timezones.set(instrument.symbol, timezoneOf(instrument));
  }

  of(symbol: string): CandleTimes {
    const timezone = this.#timezones.get(symbol) ?? 'UTC';
    return {
      openTime: (interval, at) => candleOpenTime(interval, at, timezone),
      closeTime: (interval, openTime) => candleCloseTime(interval, openTime, timezone),
    };
  }
}
