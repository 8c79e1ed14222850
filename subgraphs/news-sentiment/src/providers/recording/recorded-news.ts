import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { Clock, Logger } from '@marketgraph/service';
import type { NewsDelivery, NewsFeed } from '../../domain/news-feed.ts';
import { type RecordedHeadline, readHeadline } from './recorded-headline.ts';
import type { NewsStream } from './recording-list.ts';

export interface ReplayOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** 1 is as it was, `max` without waiting. */
  readonly speed: number | 'max';
  /** `now` moves the file's first headline to the time of its first playing; the shift is kept in the position. */
  readonly times: 'kept' | 'now';
}

/** [lines behind, shift in ms] */
type Place = readonly [line: number, shiftMs: number | null];

/** Plays a file of headlines once from its start, as far apart as they were published. */
export function recordedNews(stream: NewsStream, options: ReplayOptions): NewsFeed {
  return {
    name: `news:recording:${stream.file}`,
    async *open(position, signal): AsyncIterable<NewsDelivery> {
      const [behind, storedShift] = readPlace(position);
      let shift = storedShift;
      let pace: Pace | undefined;
      for await (const { headline, lineNumber } of headlinesOf(stream, options, signal)) {
        shift ??= options.times === 'now' ? options.clock.now() - headline.publishedAt : 0;
        if (lineNumber <= behind) continue;
        pace ??= new Pace(headline.publishedAt, options);
        await pace.until(headline.publishedAt, signal);
        if (signal.aborted) return;
        const published = { publishedAt: headline.publishedAt + shift, receivedAt: options.clock.now() };
        yield { articles: [{ ...headline, ...published, provenance: 'REPLAYED' }], position: JSON.stringify([lineNumber, shift]) };
      }
    },
  };
}

/** Time between headlines, divided by the speed. */
class Pace {
  readonly #startedAt: number;

  constructor(
    private readonly firstAt: number,
    private readonly options: ReplayOptions,
  ) {
    this.#startedAt = options.clock.now();
  }

  async until(publishedAt: number, signal: AbortSignal): Promise<void> {
    const { speed, clock } = this.options;
    if (speed === 'max') return;
    const due = this.#startedAt + (publishedAt - this.firstAt) / speed;
    const wait = due - clock.now();
    if (wait > 0) await clock.sleep(wait, signal);
  }
}

/** Lines that are no headlines are passed over with a notice; empty ones in silence. */
async function* headlinesOf({ file, path, publisher }: NewsStream, { clock, logger }: ReplayOptions, signal: AbortSignal) {
  let lineNumber = 0;
  let publishedBefore = clock.now();
  for await (const text of linesOf(path)) {
    if (signal.aborted) return;
    lineNumber++;
    if (text.trim() === '') continue;
    const read = readHeadline(text, { file, lineNumber, publisher, publishedBefore, receivedAt: clock.now() });
    if ('fault' in read) {
      logger.warn('A recorded headline cannot be read; it is passed over.', { file, lineNumber, reason: read.fault });
      continue;
    }
    publishedBefore = read.headline.publishedAt;
    const found: { headline: RecordedHeadline; lineNumber: number } = { headline: read.headline, lineNumber };
    yield found;
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const bytes = createReadStream(path);
  const input = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  // A stream that fails mid-way must end the loop with its error, not leave it waiting.
  bytes.once('error', (error) => input.destroy(error));
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    bytes.destroy();
  }
}

function readPlace(position: string | null): Place {
  if (position === null) return [0, null];
  const [line, shift] = JSON.parse(position) as [number, number];
  return [line, shift];
}
