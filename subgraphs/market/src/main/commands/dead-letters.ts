import { z } from 'zod';
import { BadArguments, command } from '../command.ts';
import type { CommandPlace } from '../command-place.ts';
import { noMore } from './arguments.ts';

const HELP = `Entries of the log that a group of consumers could not handle.

  npm run dead-letters -- list [GROUP]           what was put away, oldest first, and why
  npm run dead-letters -- replay GROUP [ID ...]  puts letters of the group back: those named, or all

  --limit N     lists at most N (100)
  --body        lists what is in them, too

Groups are market-recorder, news-sentiment-... and so on, as list tells them. A letter that is put back goes to the end of the log, for that
group alone; one that fails again is put away again. Where the log is in Redis, set REDIS_URL as the services have it.`;

const given = z.object({
  limit: z.coerce
    .number({ error: 'is not a number.' })
    .int('is not a whole number.')
    .min(1, 'is less than 1.')
    .max(10_000, 'is more than 10000.')
    .default(100),
  body: z.boolean().default(false),
  positionals: z.array(z.string()),
});

export const deadLetters = command({
  name: 'dead-letters',
  help: HELP,
  options: { limit: { type: 'string' }, body: { type: 'boolean' } },
  given,
  async work({ positionals: [verb, ...words], limit, body }, place) {
    if (verb === 'list') return list(words, { limit, body }, place);
    if (verb === 'replay') return replay(words, place);
    throw new BadArguments(verb === undefined ? 'Say list or replay.' : `${JSON.stringify(verb)} is not list or replay.`);
  },
});

async function list(words: readonly string[], { limit, body }: { limit: number; body: boolean }, place: CommandPlace): Promise<boolean> {
  noMore(words, 1);
  const [group] = words;
  const log = await place.log();
  const letters = await log.deadLetters({ ...(group === undefined ? {} : { group }), limit });
  for (const letter of letters) {
    const at = new Date(letter.at).toISOString();
    place.print(`${letter.id}  ${letter.group}  ${at}  ${letter.type} of ${letter.key}: ${letter.reason.replaceAll(/\s+/g, ' ')}`);
    if (body) place.print(`  ${letter.body}`);
  }
  if (letters.length === 0) place.tell('There are no dead letters.');
  if (letters.length === limit) place.tell(`There may be more than these ${limit}: see --limit.`);
  return true;
}

async function replay([group, ...ids]: readonly string[], place: CommandPlace): Promise<boolean> {
  if (group === undefined) throw new BadArguments('Name the group whose letters are put back.');
  const log = await place.log();
  const count = await log.replay(group, ids.length > 0 ? ids : undefined);
  if (count === 0 && ids.length === 0) {
    place.tell(`There are no dead letters of a group ${JSON.stringify(group)}: npm run dead-letters -- list tells which there are.`);
    return false;
  }
  place.print(`${count} ${count === 1 ? 'letter is' : 'letters are'} back in the log for ${group}.`);
  if (count < ids.length) place.tell(`${ids.length - count} of the ids are not among its letters.`);
  return count > 0;
}
