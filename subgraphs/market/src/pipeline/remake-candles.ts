import type { CandleTimes } from '../domain/candle-fold.ts';
import type { ChangedCandle } from '../storage/candle-writer.ts';
import { readNamed } from '../storage/correction-writer.ts';
import { rebuildMinutes, rebuildWider } from '../storage/rebuild-candles.ts';
import type { Sql } from '../storage/sql.ts';
import type { CandleChanges } from './record-candles.ts';

export interface Remaking {
  /** The series whose rows they are. */
  readonly owner: number;
  readonly minutes: readonly number[];
  readonly times: CandleTimes;
  /** Candles that changed already on the way. */
  readonly changed?: readonly ChangedCandle[];
}

/**
 * Makes candles anew from the ticks that hold. What the batch itself changed of them is read again: they may have changed twice, or be
 * gone.
 */
export async function remakeCandles(sql: Sql, candles: CandleChanges, remaking: Remaking): Promise<CandleChanges> {
  const { owner, times, changed = [] } = remaking;
  const minutes = [...new Set(remaking.minutes)];
  const rebuilt = [...(await rebuildMinutes(sql, owner, minutes)), ...(await rebuildWider(sql, owner, minutes, times))];
  const isOwn = ({ series }: Pick<ChangedCandle, 'series'>) => series === owner;
  const isOther = ({ series }: Pick<ChangedCandle, 'series'>) => series !== owner;
  const told = [...candles.closed.filter(isOwn), ...candles.forming.filter(isOwn), ...changed, ...rebuilt];
  const names = new Map(told.map((candle) => [`${candle.interval} ${candle.basis} ${candle.openTime}`, candle]));
  return {
    closed: [...candles.closed.filter(isOther), ...(await readNamed(sql, owner, [...names.values()]))],
    forming: candles.forming.filter(isOther),
    late: [...candles.late, ...candles.forming.filter(isOwn)],
  };
}
