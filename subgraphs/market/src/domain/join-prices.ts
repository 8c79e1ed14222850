import type { Candle } from './candle.ts';
import { higher, lower } from './price-window.ts';
import { ALL_PRICES, type Priced, VOLUME_ONLY } from './sale-conditions.ts';

export type PricedCandle = Pick<Candle, 'open' | 'high' | 'low' | 'close'> & {
  /** Which of its prices count (see sale-conditions.ts); all where it is not told. */
  readonly priced?: Priced;
};

/** Open, high, low and close of candles that follow each other, at least one: those whose prices count do, before those made of volume alone. */
export function joinPrices(candles: readonly PricedCandle[]) {
  const rankOf = ({ priced = ALL_PRICES }: PricedCandle) => priced;
  const most = candles.reduce<Priced>((rank, candle) => (rankOf(candle) > rank ? rankOf(candle) : rank), VOLUME_ONLY);
  const ordered = candles.filter((candle) => rankOf(candle) === most);
  const ranged = candles.filter((candle) => most === VOLUME_ONLY || rankOf(candle) !== VOLUME_ONLY);
  return {
    open: ordered[0]?.open ?? '0',
    high: ranged.reduce<string | null>((best, { high }) => higher(best, high), null) ?? '0',
    low: ranged.reduce<string | null>((best, { low }) => lower(best, low), null) ?? '0',
    close: ordered.at(-1)?.close ?? '0',
  };
}
