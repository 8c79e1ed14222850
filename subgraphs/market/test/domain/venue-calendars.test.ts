import { describe, expect, it } from 'vitest';
import { candleCloseTime, candleOpenTime, sessionAt, sessionOn } from '../../src/domain/calendar.ts';
import { freshnessOf } from '../../src/domain/freshness.ts';
import type { Exchange } from '../../src/domain/instrument.ts';
import { countsFully } from '../../src/domain/sale-conditions.ts';
import { TradingDay } from '../../src/domain/trading-day.ts';
import { VenueCalendars } from '../../src/domain/venue-calendars.ts';
import { venues } from '../../src/domain/venues.ts';

const at = (text: string) => Date.parse(text);
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString().replace(':00.000Z', 'Z'));
const session = (exchange: Exchange, instant: string) => {
  const { open, opensAt, closesAt } = sessionAt(exchange, at(instant));
  return [open, iso(opensAt), iso(closesAt)];
};
const closedDays = (exchange: Exchange, year: number) => {
  const days: string[] = [];
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 86_400_000) {
    const isWeekday = exchange.weekdays.includes(new Date(day).getUTCDay());
    if (isWeekday && !sessionOn(exchange, day)) days.push(new Date(day).toISOString().slice(5, 10));
  }
  return days.join(' ');
};

describe('a holiday', () => {
  it('has no session: the next one is that of the day after a long weekend', () => {
    // Friday evening before Labor Day, and the day itself.
    expect(session(venues.XNYS, '2026-09-04T20:30:00Z')).toEqual([false, '2026-09-08T13:30Z', '2026-09-08T20:00Z']);
    expect(session(venues.XNYS, '2026-09-07T15:00:00Z')).toEqual([false, '2026-09-08T13:30Z', '2026-09-08T20:00Z']);
    expect(session(venues.XNYS, '2026-09-08T15:00:00Z')).toEqual([true, '2026-09-08T13:30Z', '2026-09-08T20:00Z']);
  });

  it('is looked past where many follow each other', () => {
    // Golden Week: Wednesday 29 April is one of its own, Monday to Wednesday follow a weekend.
    expect(session(venues.XTKS, '2026-05-01T07:00:00Z')).toEqual([false, '2026-05-07T00:00Z', '2026-05-07T06:30Z']);
    expect(session(venues.XNYS, '2001-09-10T21:00:00Z')).toEqual([false, '2001-09-17T13:30Z', '2001-09-17T20:00Z']);
  });

  it('makes what comes from the venue CLOSED, not STALE', () => {
    const thanksgiving = at('2026-11-26T15:00:00Z');
    const told = (exchange: Exchange) => ({ provenance: 'LIVE', exchange, pricedAt: thanksgiving - 3_600_000, feed: null }) as const;
    expect(freshnessOf(told(venues.XNYS), thanksgiving)).toBe('CLOSED');
    expect(freshnessOf(told(venues.XLON), thanksgiving)).toBe('STALE');
  });

  it('is one of its own venue alone', () => {
    expect(closedDays(venues.XNYS, 2026)).toBe('01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25');
    expect(closedDays(venues.XTSE, 2026)).toBe('01-01 02-16 04-03 05-18 07-01 08-03 09-07 10-12 12-25 12-28');
    expect(closedDays(venues.XLON, 2026)).toBe('01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28');
    expect(closedDays(venues.XETR, 2026)).toBe('01-01 04-03 04-06 05-01 12-24 12-25 12-31');
    expect(closedDays(venues.XPAR, 2026)).toBe('01-01 04-03 04-06 05-01 12-25');
    expect(closedDays(venues.XSWX, 2025)).toBe('01-01 01-02 04-18 04-21 05-01 05-29 06-09 08-01 12-24 12-25 12-26 12-31');
    expect(closedDays(venues.XTKS, 2025)).toBe(
      '01-01 01-02 01-03 01-13 02-11 02-24 03-20 04-29 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-24 12-31',
    );
  });

  it('on a weekend is kept on the days that stand in for it', () => {
    // Christmas 2027 is a Saturday: New York rests on Friday, London and Toronto on Monday and Tuesday.
    expect(closedDays(venues.XNYS, 2027)).toMatch(/ 12-24$/);
    expect(closedDays(venues.XLON, 2027)).toMatch(/ 12-27 12-28$/);
    expect(closedDays(venues.XTSE, 2027)).toMatch(/ 12-27 12-28$/);
    // New Year 2022 is a Saturday: New York gives none for it.
    expect(session(venues.XNYS, '2021-12-31T15:00:00Z')[0]).toBe(true);
  });

  it('outside of the years that the table covers is a day like the others', () => {
    expect(closedDays(venues.XLON, 2031)).toBe('');
  });
});

describe('an early close', () => {
  it('ends the session of its day alone', () => {
    expect(session(venues.XNYS, '2026-11-27T17:59:00Z')).toEqual([true, '2026-11-27T14:30Z', '2026-11-27T18:00Z']);
    expect(session(venues.XNYS, '2026-11-27T18:00:00Z')).toEqual([false, '2026-11-30T14:30Z', '2026-11-30T21:00Z']);
    expect(session(venues.XLON, '2026-12-24T12:29:00Z')).toEqual([true, '2026-12-24T08:00Z', '2026-12-24T12:30Z']);
    expect(session(venues.XETR, '2026-12-30T12:59:00Z')).toEqual([true, '2026-12-30T08:00Z', '2026-12-30T13:00Z']);
  });

  it('gives way to a holiday', () => {
    // Friday 24 December 2027 stands in for Christmas.
    expect(session(venues.XNYS, '2027-12-24T15:00:00Z')[0]).toBe(false);
  });
});

describe('days that a file tells', () => {
  it('add to the table and prevail over it', () => {
    const told = new VenueCalendars([
      { venue: 'XNYS', date: '2029-01-01', opens: null, closes: null },
      { venue: 'XNYS', date: '2026-11-27', opens: 630, closes: 960 },
    ]);
    expect(sessionAt(venues.XNYS, at('2029-01-01T15:00:00Z'), told).open).toBe(false);
    expect(sessionAt(venues.XNYS, at('2026-11-27T15:00:00Z'), told)).toMatchObject({ open: false, opensAt: at('2026-11-27T15:30:00Z') });
    expect(sessionAt(venues.XNYS, at('2026-11-27T20:59:00Z'), told).open).toBe(true);
    expect(sessionAt(venues.XNYS, at('2026-11-26T15:00:00Z'), told).open).toBe(false);
  });
});

describe('a session over midnight', () => {
  it('belongs to the day on which it begins, also over a weekend and a clock change', () => {
    // Sunday evening in New York; clocks went back that morning.
    expect(session(venues.XNYM, '2026-11-01T22:59:00Z')).toEqual([false, '2026-11-01T23:00Z', '2026-11-02T22:00Z']);
    expect(session(venues.XNYM, '2026-11-02T05:30:00Z')).toEqual([true, '2026-11-01T23:00Z', '2026-11-02T22:00Z']);
    expect(session(venues.XNYM, '2026-11-06T22:00:00Z')).toEqual([false, '2026-11-08T23:00Z', '2026-11-09T22:00Z']);
  });
});

describe('clock changes', () => {
  const hours = (zone: string, instant: string) =>
    (candleCloseTime('ONE_DAY', at(instant), zone) - candleOpenTime('ONE_DAY', at(instant), zone)) / 3_600_000;

  it('make days of 23 and of 25 hours in New York, London and Sydney', () => {
    expect([hours('America/New_York', '2026-03-08T12:00:00Z'), hours('America/New_York', '2026-11-01T12:00:00Z')]).toEqual([23, 25]);
    expect([hours('Europe/London', '2026-03-29T12:00:00Z'), hours('Europe/London', '2026-10-25T12:00:00Z')]).toEqual([23, 25]);
    expect([hours('Australia/Sydney', '2026-10-04T05:00:00Z'), hours('Australia/Sydney', '2026-04-05T05:00:00Z')]).toEqual([23, 25]);
  });

  it('move the sessions of the week after, and days have no hole and no overlap', () => {
    expect(session(venues.XNYS, '2026-03-06T15:00:00Z')).toEqual([true, '2026-03-06T14:30Z', '2026-03-06T21:00Z']);
    expect(session(venues.XNYS, '2026-03-09T14:00:00Z')).toEqual([true, '2026-03-09T13:30Z', '2026-03-09T20:00Z']);
    expect(session(venues.XLON, '2026-03-30T08:00:00Z')).toEqual([true, '2026-03-30T07:00Z', '2026-03-30T15:30Z']);
    expect(session(venues.XASX, '2026-10-05T00:00:00Z')).toEqual([true, '2026-10-04T23:00Z', '2026-10-05T05:00Z']);
    for (const zone of ['America/New_York', 'Europe/London', 'Australia/Sydney']) {
      for (let day = at('2026-01-01T12:00:00Z'); day < at('2027-01-01T12:00:00Z'); ) {
        const end = candleCloseTime('ONE_DAY', day, zone);
        expect(candleOpenTime('ONE_DAY', end, zone)).toBe(end);
        expect(candleOpenTime('ONE_DAY', end - 1, zone)).toBe(candleOpenTime('ONE_DAY', day, zone));
        day = end;
      }
    }
  });

  it('of half an hour make days of 23.5 and of 24.5 hours', () => {
    expect([hours('Australia/Lord_Howe', '2026-10-04T05:00:00Z'), hours('Australia/Lord_Howe', '2026-04-05T05:00:00Z')]).toEqual([
      23.5, 24.5,
    ]);
  });
});

describe('half-hour zones', () => {
  it('have days that begin at half past, and hours that are aligned to UTC', () => {
    const morning = at('2026-11-20T03:50:00Z');
    expect(iso(candleOpenTime('ONE_DAY', morning, 'Asia/Kolkata'))).toBe('2026-11-19T18:30Z');
    expect(iso(candleOpenTime('ONE_HOUR', morning, 'Asia/Kolkata'))).toBe('2026-11-20T03:00Z');
    expect(session(venues.XNSE, '2026-11-20T03:50:00Z')).toEqual([true, '2026-11-20T03:45Z', '2026-11-20T10:00Z']);
  });
});

describe('weeks and months', () => {
  it('begin at 00:00 UTC on Monday and on the first in every zone, also where the venue is a day ahead', () => {
    const mondayInSydney = at('2026-11-22T23:30:00Z');
    expect(iso(candleOpenTime('ONE_DAY', mondayInSydney, 'Australia/Sydney'))).toBe('2026-11-22T13:00Z');
    expect(iso(candleOpenTime('ONE_WEEK', mondayInSydney, 'Australia/Sydney'))).toBe('2026-11-16T00:00Z');
    expect(iso(candleOpenTime('ONE_MONTH', at('2026-11-30T23:30:00Z'), 'Australia/Sydney'))).toBe('2026-11-01T00:00Z');
    expect(iso(candleCloseTime('ONE_MONTH', at('2026-02-10T00:00:00Z'), 'Australia/Sydney'))).toBe('2026-03-01T00:00Z');
  });
});

describe('the previous close', () => {
  it('is the last price before a long weekend, whatever is quoted on the holiday', () => {
    const day = new TradingDay('America/New_York');
    day.add({ price: '100', size: '1', at: at('2026-09-04T19:59:00Z'), key: 1 }, countsFully);
    day.advance(at('2026-09-07T14:00:00Z'));
    expect(day.figures()).toMatchObject({ previousClose: '100', open: null });
    day.add({ price: '103', size: '1', at: at('2026-09-08T13:30:00Z'), key: 2 }, countsFully);
    expect(day.figures()).toMatchObject({ previousClose: '100', open: '103', volume: '1' });
  });
});
