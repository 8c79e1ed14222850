import { describe, expect, it } from 'vitest';
import { candleCloseTime, candleOpenTime, dayStart, sessionAt } from '../../src/domain/calendar.ts';
import type { Exchange } from '../../src/domain/instrument.ts';

const at = (text: string) => Date.parse(text);
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());
const NEW_YORK = 'America/New_York';
const nyse: Exchange = {
  code: 'XNYS',
  name: 'New York Stock Exchange',
  timezone: NEW_YORK,
  session: { opens: 570, closes: 960 },
  weekdays: [1, 2, 3, 4, 5],
};

describe('the trading day', () => {
  it('begins at local midnight, in summer and in winter', () => {
    expect(iso(dayStart(at('2013-10-07T14:00:00Z'), NEW_YORK))).toBe('2013-10-07T04:00:00.000Z');
    expect(iso(dayStart(at('2026-11-21T03:00:00Z'), NEW_YORK))).toBe('2026-11-20T05:00:00.000Z');
    expect(iso(dayStart(at('2026-11-20T15:30:00Z'), 'Asia/Tokyo'))).toBe('2026-11-20T15:00:00.000Z');
    expect(iso(dayStart(at('2026-11-20T18:29:59.999Z'), 'Asia/Kolkata'))).toBe('2026-11-19T18:30:00.000Z');
    expect(iso(dayStart(at('2026-11-20T23:59:59.999Z'), 'UTC'))).toBe('2026-11-20T00:00:00.000Z');
  });

  it('has 23 hours when clocks go forward and 25 when they go back', () => {
    const length = (instant: number) => candleCloseTime('ONE_DAY', instant, NEW_YORK) - candleOpenTime('ONE_DAY', instant, NEW_YORK);
    expect(length(at('2026-03-08T12:00:00Z')) / 3_600_000).toBe(23);
    expect(length(at('2026-11-01T12:00:00Z')) / 3_600_000).toBe(25);
    expect(length(at('2026-11-02T12:00:00Z')) / 3_600_000).toBe(24);
  });

  it("begins at one o'clock where the change skips midnight", () => {
    // Cairo went from 00:00 to 01:00 on 24 April 2026.
    expect(iso(dayStart(at('2026-04-24T10:00:00Z'), 'Africa/Cairo'))).toBe('2026-04-23T22:00:00.000Z');
    expect(iso(dayStart(at('2026-04-23T21:59:59Z'), 'Africa/Cairo'))).toBe('2026-04-22T22:00:00.000Z');
  });

  it('ends where the next one begins, on every day of a year and in every zone', () => {
    for (const zone of ['UTC', NEW_YORK, 'Europe/London', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Africa/Cairo', 'Pacific/Auckland']) {
      let instant = dayStart(at('2026-01-01T12:00:00Z'), zone);
      for (let day = 0; day < 366; day++) {
        const end = candleCloseTime('ONE_DAY', instant, zone);
        expect(candleOpenTime('ONE_DAY', instant, zone)).toBe(instant);
        expect(candleOpenTime('ONE_DAY', end - 1, zone)).toBe(instant);
        expect(end - instant).toBeGreaterThanOrEqual(23 * 3_600_000);
        instant = end;
      }
    }
  });
});

describe('candles', () => {
  it('of a week begin on Monday 00:00 UTC in every zone', () => {
    for (const zone of ['UTC', NEW_YORK, 'Asia/Tokyo']) {
      expect(iso(candleOpenTime('ONE_WEEK', at('2026-11-22T23:59:59Z'), zone))).toBe('2026-11-16T00:00:00.000Z');
      expect(iso(candleOpenTime('ONE_WEEK', at('2026-11-23T00:00:00Z'), zone))).toBe('2026-11-23T00:00:00.000Z');
      expect(iso(candleCloseTime('ONE_WEEK', at('2026-11-18T10:00:00Z'), zone))).toBe('2026-11-23T00:00:00.000Z');
    }
    expect(iso(candleOpenTime('ONE_WEEK', at('1969-12-31T00:00:00Z'), 'UTC'))).toBe('1969-12-29T00:00:00.000Z');
  });

  it('of a month have its length', () => {
    expect(iso(candleOpenTime('ONE_MONTH', at('2024-02-29T12:00:00Z'), 'UTC'))).toBe('2024-02-01T00:00:00.000Z');
    expect(iso(candleCloseTime('ONE_MONTH', at('2024-02-29T12:00:00Z'), 'UTC'))).toBe('2024-03-01T00:00:00.000Z');
    expect(iso(candleCloseTime('ONE_MONTH', at('2026-12-31T23:00:00Z'), 'UTC'))).toBe('2027-01-01T00:00:00.000Z');
  });

  it('shorter than a day are aligned to UTC', () => {
    const instant = at('2026-11-20T14:37:42.123Z');
    expect(iso(candleOpenTime('ONE_SECOND', instant, NEW_YORK))).toBe('2026-11-20T14:37:42.000Z');
    expect(iso(candleOpenTime('FIVE_MINUTES', instant, NEW_YORK))).toBe('2026-11-20T14:35:00.000Z');
    expect(iso(candleOpenTime('FOUR_HOURS', instant, NEW_YORK))).toBe('2026-11-20T12:00:00.000Z');
    expect(iso(candleCloseTime('FOUR_HOURS', instant, NEW_YORK))).toBe('2026-11-20T16:00:00.000Z');
  });
});

describe('a session', () => {
  it("opens and closes on the venue's clock", () => {
    const before = sessionAt(nyse, at('2026-11-20T14:29:59.999Z'));
    expect([before.open, iso(before.opensAt), iso(before.closesAt)]).toEqual([
      false,
      '2026-11-20T14:30:00.000Z',
      '2026-11-20T21:00:00.000Z',
    ]);
    expect(sessionAt(nyse, at('2026-11-20T14:30:00Z')).open).toBe(true);
    expect(sessionAt(nyse, at('2026-11-20T20:59:59.999Z')).open).toBe(true);
    expect(sessionAt(nyse, at('2026-11-20T21:00:00Z')).open).toBe(false);
    expect(sessionAt(nyse, at('2013-10-07T13:30:00Z')).open).toBe(true);
  });

  it("is the next weekday's when the venue is closed, across a clock change", () => {
    const weekend = sessionAt(nyse, at('2026-10-30T22:00:00Z'));
    expect([weekend.open, iso(weekend.opensAt), iso(weekend.closesAt)]).toEqual([
      false,
      '2026-11-02T14:30:00.000Z',
      '2026-11-02T21:00:00.000Z',
    ]);
    expect(iso(weekend.tradingDayStart)).toBe('2026-10-30T04:00:00.000Z');
  });

  it('may end after midnight', () => {
    const night: Exchange = { ...nyse, session: { opens: 1_080, closes: 1_440 + 120 }, weekdays: [5] };
    const saturday = sessionAt(night, at('2026-11-21T06:30:00Z'));
    expect([saturday.open, iso(saturday.opensAt), iso(saturday.closesAt)]).toEqual([
      true,
      '2026-11-20T23:00:00.000Z',
      '2026-11-21T07:00:00.000Z',
    ]);
    expect(iso(sessionAt(night, at('2026-11-21T07:00:00Z')).opensAt)).toBe('2026-11-27T23:00:00.000Z');
  });

  it('never ends where there is none, and never comes where no weekday has one', () => {
    const always = sessionAt({ ...nyse, session: null }, at('2026-11-21T06:30:00Z'));
    expect([always.open, always.opensAt, always.closesAt]).toEqual([true, null, null]);
    const never = sessionAt({ ...nyse, weekdays: [] }, at('2026-11-20T15:00:00Z'));
    expect([never.open, never.opensAt, never.closesAt]).toEqual([false, null, null]);
  });
});
