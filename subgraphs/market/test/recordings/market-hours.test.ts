import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unavailable } from '@marketgraph/test-kit';
import { describe, expect, it } from 'vitest';
import { sessionOn } from '../../src/domain/calendar.ts';
import { venues } from '../../src/domain/venues.ts';

const directory = process.env['RECORDINGS_DIR'];
if (!directory) unavailable('Calendars against a list of market hours', 'RECORDINGS_DIR is not set.');

interface MarketHours {
  readonly [name: string]: { readonly exchangeTimeZone: string; readonly holidays: string[]; readonly earlyCloses: Record<string, string> };
}

const wallOf = (text: string) => {
  const [month, day, year] = text.split('/').map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day);
};
const minutesOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
const dateOf = (wall: number) => new Date(wall).toISOString().slice(0, 10);

describe.runIf(directory)('the calendar of New York', () => {
  it('is that of an independent list, day by day from 1998 to 2028', async () => {
    const hours: MarketHours = JSON.parse(await readFile(join(directory ?? '', 'reference/market_hours.json'), 'utf8'));
    const listed = hours['Equity-usa-[*]'];
    const holidays = new Set(listed?.holidays.map(wallOf));
    const early = new Map(Object.entries(listed?.earlyCloses ?? {}).map(([date, time]) => [wallOf(date), minutesOf(time)]));
    const different: string[] = [];
    for (let wall = Date.UTC(1998, 0, 1); wall < Date.UTC(2029, 0, 1); wall += 86_400_000) {
      const session = sessionOn(venues.XNYS, wall);
      const isWeekday = venues.XNYS.weekdays.includes(new Date(wall).getUTCDay());
      const wanted = !isWeekday || holidays.has(wall) ? 'closed' : String(early.get(wall) ?? 960);
      const told = session ? String(session.closes) : 'closed';
      if (told !== wanted) different.push(`${dateOf(wall)}: ${told}, listed ${wanted}`);
    }
    // The exchange closed at 13:00 on both of these; the list begins with 1999.
    expect(different).toEqual(['1998-11-27: 780, listed 960', '1998-12-24: 780, listed 960']);
    expect(venues.XNYS.timezone).toBe(listed?.exchangeTimeZone);
  });
});
