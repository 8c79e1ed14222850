import { DAY_MS, HOUR_MS, type Interval, intervalMs, MINUTE_MS } from '@marketgraph/vocabulary';
import { describe, expect, it } from 'vitest';
import { statisticsFrom, statisticsInterval, statisticsOf } from '../../src/domain/statistics.ts';
import { venues } from '../../src/domain/venues.ts';

const START = Date.UTC(2026, 0, 5, 14, 30);
const nyse = venues.XNYS;

interface Told {
  readonly close: string;
  readonly open?: string;
  readonly high?: string;
  readonly low?: string;
  readonly volume?: string;
  readonly turnover?: string;
  readonly at?: number;
}

function candles(interval: Interval, told: readonly Told[]) {
  return told.map(({ close, open = close, high = close, low = close, volume = '0', turnover = '0', at }, index) => {
    const openTime = at ?? START + index * intervalMs[interval];
    const times = { openTime, closeTime: openTime + intervalMs[interval] };
    return {
      interval,
      basis: 'LAST' as const,
      ...times,
      open,
      high,
      low,
      close,
      volume,
      turnover,
      tradeCount: 2,
      closed: true,
      revision: 0,
    };
  });
}

const minutes = (told: readonly Told[]) => candles('ONE_MINUTE', told);
const closes = (...values: number[]) => values.map((value) => ({ close: String(value) }));

describe('Statistics of a window', () => {
  it('are worked by hand: 100 at 10.00, 300 at 10.20 and 100 at 10.40 make 5,100 for 500', () => {
    const statistics = statisticsOf(
      minutes([
        { open: '10.00', high: '10.20', low: '10.00', close: '10.20', volume: '400', turnover: '4060' },
        { open: '10.40', high: '10.40', low: '10.40', close: '10.40', volume: '100', turnover: '1040' },
      ]),
      null,
    );
    expect(statistics).toMatchObject({
      open: '10.00',
      high: '10.40',
      low: '10.00',
      last: '10.40',
      volume: '500',
      tradeCount: 4,
      vwap: '10.200000',
    });
    expect(statistics.changePercent).toBeCloseTo(4, 12);
  });

  it('cut an average price off behind four digits more than the prices have', () => {
    expect(statisticsOf(minutes([{ close: '1.5', volume: '3', turnover: '5' }]), null).vwap).toBe('1.66666');
  });

  it('have no average price where nothing was traded, and nothing at all without candles', () => {
    expect(statisticsOf(minutes([{ close: '1.5' }]), null)).toMatchObject({ vwap: null, changePercent: 0, volatilityPercent: null });
    expect(statisticsOf([], null)).toEqual({
      open: null,
      high: null,
      low: null,
      last: null,
      volume: '0',
      tradeCount: 0,
      vwap: null,
      changePercent: null,
      volatilityPercent: null,
    });
  });

  it('compare prices as numbers, not as texts', () => {
    expect(statisticsOf(minutes([{ close: '9.5' }, { close: '10.5' }]), null)).toMatchObject({ high: '10.5', low: '9.5' });
  });
});

describe('Volatility', () => {
  it('is worked by hand: steps of ln 1.1, ln 1.1 and -ln 1.1 a day deviate by 11.005 %, times the root of 365', () => {
    // Mean ln(1.1) / 3; squares (4 + 4 + 16) / 9 * ln(1.1)^2 = 8/3 ln(1.1)^2; over n - 1 = 2: 4/3; the root: 1.154701 * 0.0953102.
    const daily = 1.1547005383792515 * Math.log(1.1);
    const { volatilityPercent } = statisticsOf(candles('ONE_DAY', closes(100, 110, 121, 110)), null);
    expect(daily * 100).toBeCloseTo(11.0055, 4);
    expect(volatilityPercent).toBeCloseTo(daily * Math.sqrt(365) * 100, 9);
  });

  it('counts 252 days a year where there are sessions', () => {
    const told = candles('ONE_DAY', closes(100, 110, 121, 110));
    const [always, sessions] = [statisticsOf(told, null).volatilityPercent ?? 0, statisticsOf(told, nyse).volatilityPercent ?? 0];
    expect(always / sessions).toBeCloseTo(Math.sqrt(365 / 252), 12);
  });

  it('counts 390 minutes a session, and leaves the step over a night out', () => {
    const first = closes(100, 101, 100, 101).map((told, index) => ({ ...told, at: START + index * MINUTE_MS }));
    const second = closes(150, 151.5, 150, 151.5).map((told, index) => ({ ...told, at: START + DAY_MS + index * MINUTE_MS }));
    const { volatilityPercent } = statisticsOf(minutes([...first, ...second]), nyse);
    // Six steps of plus or minus ln 1.01, four up and two down: mean a/3, squares 6a^2 - 6(a/3)^2 = 16/3 a^2, over 5.
    const perMinute = Math.log(1.01) * Math.sqrt(16 / 15);
    expect(volatilityPercent).toBeCloseTo(perMinute * Math.sqrt(252 * 390) * 100, 6);
  });

  it('has steps over nights where trading never stops, for they are none', () => {
    const told = closes(100, 101).map((one, index) => ({ ...one, at: START + index * 5 * HOUR_MS }));
    expect(statisticsOf(minutes([...told, { close: '100', at: START + 10 * HOUR_MS }]), null).volatilityPercent).not.toBeNull();
  });
});

describe('Sale conditions', () => {
  const early = {
    ...candles('ONE_MINUTE', [{ close: '90', high: '200', low: '10', volume: '5', turnover: '450' }])[0],
    priced: 0 as const,
  };
  const session = minutes([
    { close: '100', open: '100', volume: '1', turnover: '100' },
    { close: '102', open: '101', volume: '1', turnover: '102' },
  ]);

  it('leave the prices of a window to the trades that count for them, as in one candle of all of it', () => {
    const told = [early, ...session, early] as Parameters<typeof statisticsOf>[0];
    expect(statisticsOf(told, nyse)).toMatchObject({
      open: '100',
      high: '102',
      low: '100',
      last: '102',
      changePercent: 2,
      volume: '12',
      tradeCount: 8,
    });
  });

  it('let what counts for volume only set prices where there is nothing else', () => {
    expect(statisticsOf([early] as Parameters<typeof statisticsOf>[0], nyse)).toMatchObject({
      open: '90',
      high: '200',
      low: '10',
      last: '90',
    });
  });
});

describe('The window of statistics', () => {
  it.each([
    [HOUR_MS, 'ONE_MINUTE'],
    [2 * DAY_MS, 'ONE_MINUTE'],
    [7 * DAY_MS, 'FIFTEEN_MINUTES'],
    [90 * DAY_MS, 'ONE_HOUR'],
    [365 * DAY_MS, 'ONE_DAY'],
  ])('of %d ms is made of candles of %s', (windowMs, interval) => {
    expect(statisticsInterval(windowMs)).toBe(interval);
  });

  it('begins with the whole candle that its first moment lies in', () => {
    const newestAt = START + 30_000;
    expect(statisticsFrom(newestAt, 10_000, 'UTC')).toBe(START);
    expect(statisticsFrom(newestAt, HOUR_MS, 'UTC')).toBe(START - HOUR_MS);
    expect(statisticsFrom(START, HOUR_MS, 'UTC')).toBe(START - HOUR_MS);
  });

  it("begins with a day of the venue's own zone where it is made of days", () => {
    const newestAt = Date.UTC(2026, 6, 1, 15);
    expect(statisticsFrom(newestAt, 200 * DAY_MS, 'America/New_York')).toBe(Date.UTC(2025, 11, 13, 5));
  });

  it('does not begin before time does', () => {
    expect(statisticsFrom(1_000, DAY_MS, 'UTC')).toBe(0);
  });
});
