import { join } from 'node:path';
import { unavailable } from '@marketgraph/test-kit';
import { compareDecimals } from '@marketgraph/vocabulary';
import { describe, expect, it } from 'vitest';
import { adjustCandles } from '../../src/domain/adjust-candles.ts';
import { Adjustment, type AdjustmentFactor } from '../../src/domain/adjustment.ts';
import { candleCloseTime, candleOpenTime } from '../../src/domain/calendar.ts';
import type { RecordedCandle } from '../../src/domain/candle.ts';
import { instantOfWall } from '../../src/domain/time-zone.ts';
import { readFactorFile } from '../../src/providers/recording/factor-file.ts';
import { readLines, splitCsv } from '../../src/providers/recording/lines.ts';

const directory = process.env['RECORDINGS_DIR'];
if (!directory) unavailable('Adjusted histories of recorded days', 'RECORDINGS_DIR is not set.');
const NEW_YORK = 'America/New_York';
const symbols = ['aapl', 'spy', 'ibm', 'bac'];
const file = (name: string) => join(directory ?? '', 'market', name);

interface History {
  readonly factors: readonly AdjustmentFactor[];
  readonly adjustment: Adjustment;
  readonly days: readonly RecordedCandle[];
}

/** Each file is read once. */
const histories = new Map<string, Promise<History>>();
function historyOf(symbol: string): Promise<History> {
  const reading = histories.get(symbol) ?? readHistory(symbol);
  histories.set(symbol, reading);
  return reading;
}

async function readHistory(symbol: string): Promise<History> {
  const days: RecordedCandle[] = [];
  for await (const { number, text } of readLines(file(`daily/${symbol}.csv.gz`))) {
    if (number > 1) days.push(dayOf(splitCsv(text)));
  }
  const factors = await readFactorFile(file(`factor_files/${symbol}.csv`));
  return { factors, adjustment: new Adjustment(factors, NEW_YORK), days };
}

function dayOf([date = '', open = '', high = '', low = '', close = '', volume = '']: readonly string[]): RecordedCandle {
  const openTime = instantOfWall(Date.parse(date), NEW_YORK);
  const closeTime = candleCloseTime('ONE_DAY', openTime, NEW_YORK);
  return {
    interval: 'ONE_DAY',
    basis: 'LAST',
    openTime,
    closeTime,
    open,
    high,
    low,
    close,
    volume,
    tradeCount: 0,
    closed: true,
    revision: 0,
  };
}

/** Weeks and months folded from raw days, as the recorder folds them. */
function folded(days: readonly RecordedCandle[], interval: 'ONE_WEEK' | 'ONE_MONTH'): RecordedCandle[] {
  const groups = Map.groupBy(days, (day) => candleOpenTime(interval, (day.openTime + day.closeTime) / 2, NEW_YORK));
  return [...groups].map(([openTime, own]) => {
    const [first, last] = [own[0], own.at(-1)];
    if (!first || !last) throw new Error('A group is empty.');
    const prices = (read: (day: RecordedCandle) => string) => own.map(read).sort(compareDecimals);
    return {
      ...first,
      interval,
      openTime,
      closeTime: candleCloseTime(interval, openTime, NEW_YORK),
      high: prices((day) => day.high).at(-1) ?? '0',
      low: prices((day) => day.low)[0] ?? '0',
      close: last.close,
      volume: String(own.reduce((sum, day) => sum + Number(day.volume), 0)),
    };
  });
}

const dateOf = ({ openTime }: RecordedCandle) => new Date(openTime).toISOString().slice(0, 10);
/** The largest step from one close to the next open, either way. */
const largestJump = (candles: readonly RecordedCandle[]) =>
  candles.reduce((largest, candle, index) => {
    const ratio = index === 0 ? 1 : Number(candle.open) / Number(candles[index - 1]?.close);
    return Math.max(largest, ratio, 1 / ratio);
  }, 1);

describe.runIf(directory)('adjusted histories', () => {
  it("show no jump where Apple's shares were split 7 for 1 and 4 for 1", async () => {
    const { adjustment, days } = await historyOf('aapl');
    const near = (year: string, from: string, to: string) =>
      days.filter((day) => dateOf(day) >= `${year}-${from}` && dateOf(day) <= `${year}-${to}`);
    for (const around of [near('2014', '06-02', '06-13'), near('2020', '08-24', '09-04'), near('2005', '02-22', '03-04')]) {
      expect(largestJump(around)).toBeGreaterThan(1.9);
      expect(largestJump(adjustCandles(around, adjustment))).toBeLessThan(1.06);
    }
  });

  it.each(symbols)('of %s are raw prices times the factors, exact to six places, and volumes over the split factor', async (symbol) => {
    const { factors, adjustment, days } = await historyOf(symbol);
    const adjusted = adjustCandles(days, adjustment);
    expect(adjusted).toHaveLength(days.length);
    const different = days.filter((raw, index) => {
      const row = factors.find(({ date }) => date >= dateOf(raw));
      const product = (price: string) => naiveProduct([price, row?.priceFactor ?? '1', row?.splitFactor ?? '1']);
      const told = adjusted[index] ?? raw;
      const isExact = (['open', 'high', 'low', 'close'] as const).every((price) => sixPlaces(told[price]) === product(raw[price]));
      return !isExact || Math.abs(Number(told.volume) - Number(raw.volume) / Number(row?.splitFactor ?? 1)) > 0.51;
    });
    expect(different).toEqual([]);
  });

  it('lose on the day after a dividend only what the market moved', async () => {
    const { adjustment, days } = await historyOf('spy');
    // The dividend of 18 March 2021 was 1.278 a share: the raw close of the day is lower by it.
    const around = days.filter((day) => dateOf(day) >= '2021-03-18' && dateOf(day) <= '2021-03-19');
    const [before, after] = adjustCandles(around, adjustment);
    expect(Number(before?.close)).toBeCloseTo(Number(around[0]?.close) * 0.996736, 4);
    expect(after).toEqual(around[1]);
  });

  it.each(symbols)('of %s have weeks and months that are those of their adjusted days', async (symbol) => {
    const { adjustment, days } = await historyOf(symbol);
    const adjustedDays = adjustCandles(days, adjustment);
    for (const interval of ['ONE_WEEK', 'ONE_MONTH'] as const) {
      const wanted = folded(adjustedDays, interval);
      const told = adjustCandles(folded(days, interval), adjustment, days);
      const different = told.filter((candle, index) => {
        const same = wanted[index] ?? candle;
        const isEqual = (['open', 'high', 'low', 'close'] as const).every((price) => sixPlaces(candle[price]) === sixPlaces(same[price]));
        // Whole shares are rounded once a day.
        return !isEqual || Math.abs(Number(candle.volume) - Number(same.volume)) > 25;
      });
      expect(different).toEqual([]);
    }
  });
});

/** Whole numbers of a millionth, by schoolbook arithmetic on all digits. */
function naiveProduct(factors: readonly string[]): string {
  const places = factors.reduce((sum, text) => sum + (text.split('.')[1]?.length ?? 0), 0);
  const digits = factors.reduce((product, text) => product * BigInt(text.replace('.', '')), 1n);
  const scaled = digits * 1_000_000n * 10n;
  const tenths = scaled / 10n ** BigInt(places);
  return String((tenths + 5n) / 10n);
}

function sixPlaces(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.');
  return String(BigInt(whole + fraction.padEnd(6, '0')));
}
