import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { candleCloseTime, timezoneOf } from '../domain/calendar.ts';
import { CandleSeriesType, CandleType } from './candle-type.ts';
import type { MarketContext } from './market-context.ts';
import { missingTimesOf } from './missing-prices.ts';

const COMPLETE = 'False where its source may have missed prices of this time.';

/** Only who asks for it pays for it. */
@Resolver(() => CandleType)
export class CandleCompleteResolver {
  @FieldResolver(() => Boolean, { description: COMPLETE })
  async complete(@Root() candle: CandleType): Promise<boolean> {
    return (await candle.missing?.times())?.isComplete(candle) ?? true;
  }
}

@Resolver(() => CandleSeriesType)
export class CandleSeriesCompleteResolver {
  @FieldResolver(() => [Boolean], { description: COMPLETE })
  async complete(@Root() { symbol, interval, openTime }: CandleSeriesType, @Ctx() context: MarketContext): Promise<boolean[]> {
    const [first, last] = [openTime[0], openTime.at(-1)];
    if (first === undefined || last === undefined) return [];
    const instrument = context.market.catalogue.get(symbol);
    const timezone = instrument ? timezoneOf(instrument) : 'UTC';
    const closeTime = (at: number) => candleCloseTime(interval, at, timezone);
    const missing = await missingTimesOf(context, symbol, first, closeTime(last));
    return openTime.map((at) => missing.isNone || missing.isComplete({ openTime: at, closeTime: closeTime(at) }));
  }
}
