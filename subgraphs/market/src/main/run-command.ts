import type { z } from 'zod';
import { type Command, execute, exitCodes } from './command.ts';

const STOP_LIMIT_MS = 5_000;

/** The last line of a command's file: runs it in this process. */
export async function runCommand<G extends z.ZodType>(described: Command<G>): Promise<void> {
  const { stdout, stderr, env } = process;
  const stop = new AbortController();
  // npm passes a terminal's Ctrl-C on a second time: that changes nothing.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  // A connection in the middle of a long answer ends when the process does: Postgres rolls back what was not committed.
  stop.signal.addEventListener('abort', () => setTimeout(() => process.exit(exitCodes.interrupted), STOP_LIMIT_MS).unref());
  // Whoever reads our output may have had enough of it, as `head` has.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const code = await execute(described, { args: process.argv.slice(2), env, stdout, stderr, signal: stop.signal });
  // Written to a pipe, what was said last is still on its way.
  await Promise.all([stdout, stderr].map((stream) => new Promise((resolve) => stream.write('', resolve))));
  process.exit(code);
}
