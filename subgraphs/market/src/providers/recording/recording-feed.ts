import type { Instrument } from '../../domain/instrument.ts';
import type { FeedDelivery, PriceFeed } from '../../domain/price-feed.ts';
import { type RecordingFeedOptions, Replay } from './replay.ts';
import { readReplayPosition } from './replay-clock.ts';

/** Plays one recorded stream once, from its own start; after a restart from right after the last line delivered. */
export class RecordingFeed implements PriceFeed {
  readonly name: string;
  readonly instruments: readonly Instrument[];
  #replay: Replay | null = null;

  constructor(private readonly options: RecordingFeedOptions) {
    this.name = `recording:${options.file}`;
    this.instruments = options.instruments;
  }

  lagMs(): number {
    return this.#replay?.lagMs ?? 0;
  }

  async *open(position: string | null, signal: AbortSignal): AsyncGenerator<FeedDelivery> {
    const done = readReplayPosition(position);
    const replay = new Replay(this.options, done, signal);
    this.#replay = replay;
    for await (const block of this.options.rows(done?.line ?? 0)) {
      yield* replay.play(block);
      if (signal.aborted) return;
    }
    yield* replay.rest();
  }
}
