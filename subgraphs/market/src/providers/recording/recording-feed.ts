import type { Clock } from '@marketgraph/service';
import type { Instrument } from '../../domain/instrument.ts';
import type { FeedDelivery, PriceFeed, QuoteTick, Trade, TradeCorrection } from '../../domain/price-feed.ts';
import type { RecordedRow } from './recorded-rows.ts';
import {
  type RecordingSpeed,
  type RecordingTimes,
  ReplayClock,
  type ReplayPosition,
  readReplayPosition,
  writeReplayPosition,
} from './replay-clock.ts';

const MAX_ROWS = 2_000;
/** A tape may tell of every millisecond: what is due within this time is delivered together. */
const MIN_PAUSE_MS = 100;

export interface RecordingFeedOptions {
  readonly file: string;
  readonly source: string;
  readonly instruments: readonly Instrument[];
  /** All rows from the file's start, read anew at each call. */
  readonly rows: () => AsyncIterable<RecordedRow>;
  readonly speed: RecordingSpeed;
  readonly times: RecordingTimes;
  readonly clock: Clock;
}

/** Plays one recorded stream once, from its own start; after a restart from right after the last line delivered. */
export class RecordingFeed implements PriceFeed {
  readonly name: string;
  readonly instruments: readonly Instrument[];

  constructor(private readonly options: RecordingFeedOptions) {
    this.name = `recording:${options.file}`;
    this.instruments = options.instruments;
  }

  async *open(position: string | null, signal: AbortSignal): AsyncGenerator<FeedDelivery> {
    const { clock } = this.options;
    const pace = new ReplayClock(this.options.speed);
    let batch: RecordedRow[] = [];
    let shift = 0;
    for await (const { row, ...begun } of this.#rowsAfter(readReplayPosition(position), pace)) {
      if (signal.aborted) return;
      shift = begun.shift;
      const wait = pace.dueAt(row.at) - clock.now();
      if (batch.length === MAX_ROWS || (wait > 0 && batch.length > 0)) {
        yield this.#delivery(batch, shift);
        batch = [];
      }
      if (wait > 0) await clock.sleep(Math.max(wait, MIN_PAUSE_MS), signal);
      batch.push(row);
    }
    if (batch.length > 0 && !signal.aborted) yield this.#delivery(batch, shift);
  }

  async *#rowsAfter(done: ReplayPosition | null, pace: ReplayClock): AsyncGenerator<{ row: RecordedRow; shift: number }> {
    const { clock, times } = this.options;
    let shift = done?.shift ?? null;
    for await (const row of this.options.rows()) {
      shift ??= times === 'now' ? clock.now() - row.at : 0;
      // Moved times say themselves when the file's start was due; kept ones begin anew where they were left.
      if (times === 'now') pace.begin(row.at, row.at + shift);
      if (done && row.line <= done.line) continue;
      pace.begin(row.at, clock.now());
      yield { row, shift };
    }
  }

  #delivery(batch: readonly RecordedRow[], shift: number): FeedDelivery {
    const moved = <T extends Trade | QuoteTick>(item: T): T => (shift === 0 ? item : { ...item, occurredAt: item.occurredAt + shift });
    const corrections = batch.flatMap((row) => row.corrections ?? []);
    return {
      source: this.options.source,
      provenance: 'REPLAYED',
      receivedAt: this.options.clock.now(),
      trades: batch.flatMap(({ trades }) => trades.map(moved)),
      quotes: batch.flatMap(({ quotes }) => quotes.map(moved)),
      ...(corrections.length > 0 ? { corrections: corrections.map((one) => movedCorrection(one, shift)) } : {}),
      position: writeReplayPosition({ line: batch.at(-1)?.line ?? 0, shift }),
    };
  }
}

function movedCorrection(correction: TradeCorrection, shift: number): TradeCorrection {
  return { ...correction, tradeAt: correction.tradeAt + shift };
}
