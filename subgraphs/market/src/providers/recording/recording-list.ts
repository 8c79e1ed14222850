import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, reasonOf } from '@marketgraph/service';
import { assetClasses, isSymbol } from '@marketgraph/vocabulary';
import { z } from 'zod';

const prices = {
  file: z.string().min(1),
  symbol: z.string().refine(isSymbol, 'not a symbol'),
  source: z.string().min(1),
  assetClass: z.enum(assetClasses),
  currency: z.string().min(1),
  name: z.string().optional(),
};
const pricesStream = z.object({ kind: z.enum(['trades', 'quotes']), ...prices });
const sessionStream = z.object({ kind: z.literal('websocket'), file: z.string().min(1), provider: z.string().min(1) });
const factorTable = z.object({ kind: z.literal('factors'), file: z.string().min(1), symbol: z.string().refine(isSymbol, 'not a symbol') });
/** A kind that a later version knows: passed over with a notice. */
const otherStream = z.object({ kind: z.string(), file: z.string() });
const list = z.object({ streams: z.array(otherStream.loose()) });

export type PricesStream = z.infer<typeof pricesStream>;
export type SessionStream = z.infer<typeof sessionStream>;
export type RecordedStream = PricesStream | SessionStream;

/** Splits and dividends of a symbol: told before its prices are played. */
export type FactorTable = z.infer<typeof factorTable>;

export interface RecordingList {
  readonly streams: readonly RecordedStream[];
  readonly factors: readonly FactorTable[];
  /** Kind and file of what nothing here reads. */
  readonly unknown: readonly { readonly kind: string; readonly file: string }[];
}

/** Reads `recording.json`: which files are played, and as what. */
export async function readRecordingList(directory: string): Promise<RecordingList> {
  const path = join(directory, 'recording.json');
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new Fault('BAD_CONFIG', `RECORDINGS_DIR has no readable recording.json: ${reasonOf(error)}`, false);
  });
  try {
    return parseRecordingList(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error);
    throw new Fault('BAD_CONFIG', `${path} is not a list of recorded streams:\n${reason}`, false);
  }
}

function parseRecordingList(json: unknown): RecordingList {
  const streams: RecordedStream[] = [];
  const factors: FactorTable[] = [];
  const unknown: { kind: string; file: string }[] = [];
  for (const entry of list.parse(json).streams) {
    if (entry.kind === 'trades' || entry.kind === 'quotes') streams.push(pricesStream.parse(entry));
    else if (entry.kind === 'websocket') streams.push(sessionStream.parse(entry));
    else if (entry.kind === 'factors') factors.push(factorTable.parse(entry));
    else unknown.push({ kind: entry.kind, file: entry.file });
  }
  const twice = streams.find(({ file }, index) => streams.findIndex((other) => other.file === file) < index);
  if (twice) throw new Error(`${twice.file} is listed twice.`);
  return { streams, factors, unknown };
}
