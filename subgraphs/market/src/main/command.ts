import type { Writable } from 'node:stream';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { isAway } from '@marketgraph/postgres';
import { Fault, reasonOf } from '@marketgraph/service';
import type { z } from 'zod';
import { DatabaseAway } from '../storage/require-database.ts';
import { type CommandPlace, CommandResources, type CommandSurroundings } from './command-place.ts';

export const exitCodes = { done: 0, failed: 1, badArguments: 2, interrupted: 130 } as const;

export interface Command<G extends z.ZodType> {
  readonly name: string;
  /** The whole text of --help. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Reads `{ ...options, positionals }`; its messages are told to whoever called it wrongly. */
  readonly given: G;
  /** Answers false when it found what it is there to find, e.g. drift: exit code 1 without a sentence of its own. */
  work(given: z.infer<G>, place: CommandPlace): Promise<boolean>;
}

/** Something that its caller can correct: exit code 2. */
export class BadArguments extends Error {
  override readonly name = 'BadArguments';
}

export function command<G extends z.ZodType>(described: Command<G>): Command<G> {
  return described;
}

/** Runs a command to its end and answers its exit code. Nothing that it opened stays open. */
export async function execute<G extends z.ZodType>(described: Command<G>, around: CommandSurroundings): Promise<number> {
  const resources = new CommandResources(around);
  try {
    const given = readArguments(described, around.args);
    if (given === 'help') return say(around.stdout, described.help.trimEnd(), exitCodes.done);
    const isWell = await described.work(given.read, resources);
    return isWell ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    if (around.signal.aborted)
      return say(around.stderr, 'Stopped. What was committed stays; run it again to go on.', exitCodes.interrupted);
    if (!(error instanceof BadArguments)) return say(around.stderr, sentenceOf(error), exitCodes.failed);
    return say(around.stderr, `${error.message}\nnpm run ${described.name} -- --help tells how it is used.`, exitCodes.badArguments);
  } finally {
    await resources.close();
  }
}

function readArguments<G extends z.ZodType>({ options, given }: Command<G>, args: readonly string[]): { read: z.infer<G> } | 'help' {
  const parsed = parse(options, args);
  if (parsed.values['help']) return 'help';
  const result = given.safeParse({ ...parsed.values, positionals: parsed.positionals });
  if (result.success) return { read: result.data };
  throw new BadArguments(result.error.issues.map(({ path, message }) => sentenceOfIssue(path, message)).join('\n'));
}

function parse(options: NonNullable<ParseArgsConfig['options']>, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean', short: 'h' } }, allowPositionals: true });
  } catch (error) {
    // Node's own sentence says which argument it is, and then how to quote one that begins with a dash.
    throw new BadArguments(`${reasonOf(error).split('. ')[0]?.replace(/\.$/, '')}.`);
  }
}

function sentenceOfIssue(path: readonly PropertyKey[], message: string): string {
  const [first] = path;
  return first === undefined || first === 'positionals' ? message : `--${String(first)}: ${message}`;
}

function sentenceOf(error: unknown): string {
  if (error instanceof Fault || error instanceof DatabaseAway) return error.message;
  if (isAway(error)) return `The database went away (${reasonOf(error)}). What was committed stays; run it again when it is back.`;
  const { code } = error as { code?: string };
  return `It did not work: ${reasonOf(error)}${code ? ` (${code})` : ''}`;
}

function say(stream: Writable, text: string, code: number): number {
  stream.write(`${text}\n`);
  return code;
}
