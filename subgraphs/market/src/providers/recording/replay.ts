import type { Clock, Logger } from '@marketgraph/service';
import type { Instrument } from '../../domain/instrument.ts';
import type { FeedDelivery, QuoteTick, Trade, TradeCorrection } from '../../domain/price-feed.ts';
import type { RecordedRow } from './recorded-rows.ts';
import { type RecordingSpeed, type RecordingTimes, ReplayClock, type ReplayPosition, writeReplayPosition } from './replay-clock.ts';

const MAX_ROWS = 2_000;
/** A replay that is later than this says so. */
const LATE_MS = 1_000;

export interface RecordingFeedOptions {
  readonly file: string;
  readonly source: string;
  readonly instruments: readonly Instrument[];
  /** The file's first row and all rows behind a line, in blocks, read anew at each call. */
  readonly rows: (after: number) => AsyncIterable<readonly RecordedRow[]>;
  readonly speed: RecordingSpeed;
  readonly times: RecordingTimes;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One playing of a recording: holds rows back until they are due, and tells those together that are due together. */
export class Replay {
  readonly #options: RecordingFeedOptions;
  readonly #done: ReplayPosition | null;
  readonly #signal: AbortSignal;
  readonly #pace: ReplayClock;
  #shift: number | null;
  #batch: RecordedRow[] = [];
  /** The last line that was told. */
  #line: number;
  #begun = false;
  #lagMs = 0;

  constructor(options: RecordingFeedOptions, done: ReplayPosition | null, signal: AbortSignal) {
    this.#options = options;
    this.#done = done;
    this.#signal = signal;
    this.#pace = new ReplayClock(options.speed);
    this.#shift = done?.shift ?? null;
    this.#line = done?.line ?? 0;
  }

  get lagMs(): number {
    return this.#lagMs;
  }

  /** The first delivery is empty where nothing is due yet: the recording plays, and has nothing to say. */
  async *play(block: readonly RecordedRow[]): AsyncGenerator<FeedDelivery> {
    for (const row of this.#begin(block)) {
      if (this.#signal.aborted) return;
      const isDue = this.#waitFor(row) <= 0;
      if (this.#batch.length === MAX_ROWS || (!isDue && (this.#batch.length > 0 || !this.#begun))) yield this.#tell();
      this.#begun = true;
      // Whoever took it may have taken his time.
      const wait = isDue ? 0 : this.#waitFor(row);
      if (wait > 0) await this.#options.clock.sleep(wait, this.#signal);
      this.#batch.push(row);
    }
  }

  #waitFor({ at }: RecordedRow): number {
    return this.#pace.dueAt(at) - this.#options.clock.now();
  }

  *rest(): Generator<FeedDelivery> {
    if (this.#batch.length > 0 && !this.#signal.aborted) yield this.#tell();
  }

  /** The rows that were not told yet. Knows from the file's first row when all others are due. */
  #begin(block: readonly RecordedRow[]): readonly RecordedRow[] {
    const { clock, times } = this.#options;
    const [first] = block;
    if (!first) return block;
    this.#shift ??= times === 'now' ? clock.now() - first.at : 0;
    // Moved times say themselves when the file's start was due; kept ones begin anew where they were left.
    if (times === 'now') this.#pace.begin(first.at, first.at + this.#shift);
    const after = this.#done?.line ?? 0;
    const rows = first.line > after ? block : block.filter(({ line }) => line > after);
    if (rows[0]) this.#pace.begin(rows[0].at, clock.now());
    return rows;
  }

  #tell(): FeedDelivery {
    const batch = this.#batch;
    this.#batch = [];
    this.#line = batch.at(-1)?.line ?? this.#line;
    const receivedAt = this.#options.clock.now();
    if (batch[0]) this.#keepPace(receivedAt - this.#pace.dueAt(batch[0].at));
    return {
      provenance: 'REPLAYED',
      source: this.#options.source,
      receivedAt,
      ...pricesOf(batch, this.#shift ?? 0),
      position: this.#position(),
    };
  }

  #position(): string {
    return writeReplayPosition({ line: this.#line, shift: this.#shift ?? 0 });
  }

  #keepPace(behindMs: number): void {
    const lagMs = Number.isFinite(behindMs) ? Math.max(0, behindMs) : 0;
    if (lagMs >= LATE_MS && this.#lagMs < LATE_MS) {
      this.#options.logger.warn('A recording cannot keep its pace.', { file: this.#options.file, lagMs });
    }
    this.#lagMs = lagMs;
  }
}

function pricesOf(batch: readonly RecordedRow[], shift: number): Pick<FeedDelivery, 'trades' | 'quotes' | 'corrections'> {
  const moved = <T extends Trade | QuoteTick>(item: T): T => (shift === 0 ? item : { ...item, occurredAt: item.occurredAt + shift });
  const trades: Trade[] = [];
  const quotes: QuoteTick[] = [];
  const corrections: TradeCorrection[] = [];
  for (const row of batch) {
    for (const trade of row.trades) trades.push(moved(trade));
    for (const quote of row.quotes) quotes.push(moved(quote));
    for (const correction of row.corrections ?? []) corrections.push({ ...correction, tradeAt: correction.tradeAt + shift });
  }
  return { trades, quotes, ...(corrections.length > 0 && { corrections }) };
}
