import { MissingTimes } from '../domain/missing-times.ts';
import { candleSeriesOf, readMissingTimes } from '../storage/gap-times.ts';
import { activeCounts, type MarketContext } from './market-context.ts';

/** When candles of an instrument in [from, to) may miss prices, under all the symbols that it has or had. */
export async function missingTimesOf(context: MarketContext, symbol: string, from: number, to: number): Promise<MissingTimes> {
  const { sql, catalogue } = context.market;
  const series = await Promise.all(
    catalogue.namesOf(symbol).map(async (name) => {
      const counts = await activeCounts(context, name);
      return counts && candleSeriesOf(sql, counts);
    }),
  );
  const known = series.filter((id) => id !== null);
  return new MissingTimes(known.length === 0 ? [] : await readMissingTimes(sql, known, { from, to }));
}

/** Of one answer's candles: read when the first of them is asked whether it is complete, and then once for all. */
export class MissingPrices {
  #times: Promise<MissingTimes> | undefined;

  constructor(private readonly read: () => Promise<MissingTimes>) {}

  times(): Promise<MissingTimes> {
    this.#times ??= this.read();
    return this.#times;
  }
}
