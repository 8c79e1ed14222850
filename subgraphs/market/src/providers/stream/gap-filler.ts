import type { Clock, Logger } from '@marketgraph/service';
import { plainReason } from './plain-reason.ts';
import { NotAnswered } from './rest-body.ts';
import type { MissingOfSymbol, StreamBook } from './stream-book.ts';
import type { StreamOutbox } from './stream-outbox.ts';
import type { StreamVenue } from './stream-venue.ts';

const TICK_MS = 250;
/** Whatever a venue answers and however fast, questions leave time for all else. */
const BETWEEN_MS = 20;

export interface FillerOptions {
  readonly venue: StreamVenue;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly book: StreamBook;
  readonly outbox: StreamOutbox;
}

/** Turns holes that last into gaps. */
export async function watchHoles({ clock, book }: FillerOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(TICK_MS, signal);
    if (!signal.aborted) book.ripen(clock.now());
  }
}

/** Asks the venue for what is missing, one question at a time. */
export async function fillGaps(options: FillerOptions, signal: AbortSignal): Promise<void> {
  const { clock, book, outbox, logger, venue } = options;
  for (let wasAnswered = true; !signal.aborted; ) {
    await outbox.room(signal);
    const missing = signal.aborted ? null : book.request(clock.now());
    if (!missing) {
      await clock.sleep(TICK_MS, signal);
      continue;
    }
    const failure = await ask(options, missing, signal);
    // A venue that is away for hours is asked many times: that is said once.
    if (failure !== null && wasAnswered)
      logger.warn('A venue did not tell trades that are missing.', { feed: venue.source, reason: failure });
    wasAnswered = failure === null;
    await clock.sleep(BETWEEN_MS, signal);
  }
}

/** Why it was not answered; null when it was. */
async function ask({ venue, clock, book }: FillerOptions, missing: MissingOfSymbol, signal: AbortSignal): Promise<string | null> {
  const { symbol, first, last, since } = missing;
  try {
    const found = (await venue.missedTrades?.(symbol, { first, last, since }, signal)) ?? { trades: [], lostBelow: last + 1 };
    if (!signal.aborted) book.answered(missing, found, clock.now());
    return null;
  } catch (error) {
    if (signal.aborted) return null;
    const reason = plainReason(error, venue.url);
    const isNotAnswered = error instanceof NotAnswered;
    const retryAfterMs = isNotAnswered ? error.retryAfterMs : null;
    book.failed(missing, { mayLater: !isNotAnswered || error.mayLater, retryAfterMs, reason }, clock.now());
    return reason;
  }
}
