import type { MappedFrame, WireMapper } from '../wire-mapper.ts';

/** Trades of a venue that names none, named by their place in the recording: always the same, however often it is played. */
export class NumberedMapper implements WireMapper {
  readonly remembers = true;
  #last: number;

  constructor(
    readonly mapper: WireMapper,
    /** Below the keys of this recording. */
    base: number,
  ) {
    this.#last = base;
  }

  get malformed(): number {
    return this.mapper.malformed;
  }

  read(frame: string, receivedAt: number): MappedFrame {
    const mapped = this.mapper.read(frame, receivedAt);
    return { ...mapped, trades: mapped.trades.map((trade) => ({ ...trade, key: ++this.#last })) };
  }
}
