import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Fault, reasonOf } from '@marketgraph/service';
import { z } from 'zod';

const newsStream = z.object({ kind: z.literal('news'), file: z.string().min(1), publisher: z.string().min(1).optional() });
const list = z.object({ streams: z.array(z.object({ kind: z.string() }).loose()) });

export interface NewsStream {
  /** As the list names it: part of the feed's name. */
  readonly file: string;
  readonly path: string;
  readonly publisher: string | undefined;
}

/** The headlines files that `recording.json` lists; the other kinds are market's. */
export async function readNewsStreams(directory: string): Promise<NewsStream[]> {
  const text = await readFile(join(directory, 'recording.json'), 'utf8').catch((error) => {
    throw new Fault('BAD_CONFIG', `RECORDINGS_DIR has no readable recording.json: ${reasonOf(error)}`, false);
  });
  try {
    const streams = list.parse(JSON.parse(text)).streams.filter(({ kind }) => kind === 'news');
    return streams.map((stream) => toStream(directory, newsStream.parse(stream)));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error);
    throw new Fault('BAD_CONFIG', `recording.json does not list its headlines well:\n${reason}`, false);
  }
}

function toStream(directory: string, { file, publisher }: z.infer<typeof newsStream>): NewsStream {
  const path = resolve(directory, file);
  if (relative(directory, path).startsWith('..')) throw new Error(`${file} lies outside of RECORDINGS_DIR.`);
  return { file, path, publisher };
}
