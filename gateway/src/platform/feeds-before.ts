import { encodeCursor, type LogPlace, type LogReader, reaches } from '@marketgraph/bus';
import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import type { Feeds } from './feeds.ts';

/** Entries of each partition: several seconds of a busy log, hours of a quiet one. Live feeds are told of each second. */
const LOOK_BACK = 300;
/** What was the end when it was asked for may never come: a broker may lose its tail. */
const GIVE_UP_AFTER_MS = 10_000;

interface Options {
  readonly log: LogReader;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the end of the log tells of feeds: a gateway that has just started knows those too that nobody tells of any more. */
export async function hearBefore(feeds: Feeds, { log, clock, logger }: Options, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  try {
    // Asked for first: time counts from when the log is open.
    const oldest = await log.oldest();
    void clock.sleep(GIVE_UP_AFTER_MS, AbortSignal.any([signal, done.signal])).then(() => done.abort());
    await readEnd(feeds, { log, oldest }, AbortSignal.any([signal, done.signal]));
  } catch (error) {
    if (!signal.aborted) logger.warn('What was told of feeds before is not known.', { reason: reasonOf(error) });
  }
  done.abort();
}

async function readEnd(feeds: Feeds, { log, oldest }: { log: LogReader; oldest: LogPlace }, signal: AbortSignal): Promise<void> {
  const head = await log.head();
  const positions = head.positions.map((position, partition) => Math.max(position - LOOK_BACK, oldest.positions[partition] ?? 0));
  if (reaches(positions, head.positions)) return;
  for await (const item of log.tail({ after: encodeCursor({ ...head, positions }), signal })) {
    if (item.kind === 'gap') continue;
    for (const { event } of item.events) feeds.hear(event);
    const last = item.events.at(-1);
    if (last && reaches(last.place.positions, head.positions)) return;
  }
}
