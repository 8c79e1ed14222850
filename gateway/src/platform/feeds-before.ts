import { encodeCursor, type Log, reaches } from '@marketgraph/bus';
import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import type { Feeds } from './feeds.ts';

/** Entries of each partition: several seconds of a busy log, hours of a quiet one. Live feeds are told of each second. */
const LOOK_BACK = 300;
/** What was the end when it was asked for may never come: a broker may lose its tail. */
const GIVE_UP_AFTER_MS = 10_000;

interface Options {
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the end of the log tells of feeds: a gateway that has just started knows those too that nobody tells of any more. */
export async function hearBefore(feeds: Feeds, { log, clock, logger }: Options, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const ends = AbortSignal.any([signal, done.signal]);
  const late = clock.sleep(GIVE_UP_AFTER_MS, ends).then(() => done.abort());
  try {
    await readEnd(feeds, log, ends);
  } catch (error) {
    logger.warn('What was told of feeds before is not known.', { reason: reasonOf(error) });
  }
  done.abort();
  await late;
}

async function readEnd(feeds: Feeds, log: Log, signal: AbortSignal): Promise<void> {
  const [oldest, head] = [await log.oldest(), await log.head()];
  const positions = head.positions.map((position, partition) => Math.max(position - LOOK_BACK, oldest.positions[partition] ?? 0));
  if (reaches(positions, head.positions)) return;
  for await (const item of log.tail({ after: encodeCursor({ ...head, positions }), signal })) {
    if (item.kind === 'gap') continue;
    for (const { event } of item.events) feeds.hear(event);
    const last = item.events.at(-1);
    if (last && reaches(last.place.positions, head.positions)) return;
  }
}
