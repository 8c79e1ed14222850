import { PassThrough } from 'node:stream';
import type { z } from 'zod';
import { type Command, execute } from '../../src/main/command.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command as its process would, on a database. */
export async function run<G extends z.ZodType>(
  described: Command<G>,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal = new AbortController().signal,
): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = [stdout, stderr].map(textOf);
  const code = await execute(described, { args, env, stdout, stderr, signal });
  stdout.end();
  stderr.end();
  const [out = '', err = ''] = await Promise.all(texts);
  return { code, stdout: out, stderr: err };
}

async function textOf(stream: PassThrough): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}
