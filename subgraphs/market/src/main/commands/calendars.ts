import { z } from 'zod';
import type { VenueDay } from '../../domain/venue-calendars.ts';
import { parseVenueDays, venueDaysOf } from '../../domain/venue-day-rows.ts';
import { calendarTables } from '../../domain/venue-holidays.ts';
import { BadArguments, command } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { noMore, parsed, textOf } from './arguments.ts';

const HELP = `Holidays, early closes and late opens of venues, beside the table that is built in.

  npm run calendars -- import VENUE FILE [--entry NAME]   all that is told of a venue; what was told before goes
  npm run calendars -- show                               the years of the table, and what was told beside it
  npm run calendars -- remove VENUE                       the table alone counts

VENUE is the calendar that an exchange keeps (XNYS for New York, Nasdaq and Arca; XLON, XETR ...).
A row of FILE is \`date,opens,closes\` (2029-07-03,,13:00); both empty: closed. A FILE that ends in .json
holds lists of market hours by name (holidays, earlyCloses, lateOpens): --entry says which one.`;

const hours = z.record(
  z.string(),
  z.looseObject({
    holidays: z.array(z.string()).default([]),
    earlyCloses: z.record(z.string(), z.string()).optional(),
    lateOpens: z.record(z.string(), z.string()).optional(),
  }),
);

type Given = { positionals: string[]; entry?: string | undefined };

export const calendars = command({
  name: 'calendars',
  help: HELP,
  options: { entry: { type: 'string' } },
  given: z.object({ positionals: z.array(z.string()), entry: z.string().optional() }),
  async work(given, place) {
    const [verb] = given.positionals;
    if (verb === 'import') return importDays(given, place);
    if (verb === 'show') return show(place);
    if (verb === 'remove') return remove(given, place);
    throw new BadArguments(verb === undefined ? 'Say import, show or remove.' : `${JSON.stringify(verb)} is not import, show or remove.`);
  },
});

async function importDays({ positionals, entry }: Given, place: CommandPlace): Promise<boolean> {
  const [, name, file] = positionals;
  noMore(positionals, 3);
  const venue = venueOf(name);
  const text = await textOf(file);
  const days = parsed(file, file?.endsWith('.json') ? readHours(venue, text, entry) : parseVenueDays(venue, text));
  const { facts } = await place.market();
  await facts.saveVenueDays(venue, days);
  place.print(`${venue}: ${days.length} days.`);
  return true;
}

function readHours(venue: string, text: string, entry: string | undefined): VenueDay[] | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'it is not JSON.';
  }
  const lists = hours.safeParse(json);
  if (!lists.success) return 'it holds no lists of market hours.';
  const names = Object.keys(lists.data).join(', ');
  const own = entry === undefined ? undefined : lists.data[entry];
  return own ? venueDaysOf(venue, own) : `say with --entry which one of: ${names}.`;
}

async function show(place: CommandPlace): Promise<boolean> {
  const told = Map.groupBy(await (await place.market()).facts.venueDays(), ({ venue }) => venue);
  for (const venue of new Set([...Object.keys(calendarTables), ...told.keys()])) {
    const table = calendarTables[venue];
    const years = table ? `${table.from} to ${table.to}` : 'no table';
    place.print(`${venue}: ${years}${told.has(venue) ? `; ${told.get(venue)?.length} days told` : ''}`);
  }
  return true;
}

async function remove({ positionals }: Given, place: CommandPlace): Promise<boolean> {
  noMore(positionals, 2);
  const venue = venueOf(positionals[1]);
  await (await place.market()).facts.saveVenueDays(venue, []);
  place.print(`${venue}: the table alone counts.`);
  return true;
}

function venueOf(text: string | undefined): string {
  if (text !== undefined && /^[A-Z0-9]{4}$/.test(text)) return text;
  throw new BadArguments(text === undefined ? 'Name a venue.' : `${JSON.stringify(text)} is not a market identifier (XNYS).`);
}
