import type { LedgerTrade } from '@marketgraph/test-kit';
import type { Random } from '../../chaos/random.ts';
import type { ServedVenue } from './served-venue.ts';

const REPEATED = 0.01;
const REORDERED = 0.02;
const LATE = 0.000_5;
const DROP_BEGINS = 0.000_1;
const GARBAGE = 0.000_3;

/** Frames that no venue should send, and some that a venue may add any day. */
const garbage = [
  '',
  '{',
  'null',
  '[1,2,3]',
  '"match"',
  '{"type":"match"}',
  '{"type":"match","trade_id":"twelve","side":"buy","size":"1","price":"1","product_id":"BTC-USD","time":"2026-01-01T00:00:00Z"}',
  '{"type":"match","trade_id":7,"side":"buy","size":"1","price":"-1","product_id":"BTC-USD","time":"2026-01-01T00:00:00Z"}',
  '{"type":"match","trade_id":8,"side":"buy","size":"NaN","price":"1","product_id":"BTC-USD","time":"not a time"}',
  '{"type":"match","trade_id":9,"side":"buy","size":"1","price":"1","product_id":"NOBODY-USD","time":"2026-01-01T00:00:00Z"}',
  '{"type":"auction","product_id":"BTC-USD","auction_state":"collection"}',
  '{"channel":"nobody","type":"update","data":[{}]}',
  '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":"x","qty":1,"trade_id":-4,"timestamp":"?"}]}',
  `{"type":"status","pad":"${'x'.repeat(20_000)}"}`,
  '\u0000\u0001\ufffd',
];

interface Later {
  readonly due: number;
  readonly trade: LedgerTrade;
}

/** Decides how each trade is told: at once, again, in the wrong order, seconds late, or never. */
export class Telling {
  isDirty = false;
  readonly counts = { told: 0, repeated: 0, reordered: 0, late: 0, dropped: 0, garbage: 0 };
  readonly #venue: ServedVenue;
  readonly #random: Random;
  #dropping = 0;
  #number = 0;
  /** By the number of the trade before which they are told. */
  readonly #held = new Map<number, LedgerTrade[]>();
  #late: Later[] = [];

  constructor(venue: ServedVenue, random: Random) {
    this.#venue = venue;
    this.#random = random;
  }

  hear(trade: LedgerTrade): void {
    this.#number += 1;
    const due = this.#held.get(this.#number);
    if (due) for (const held of due) this.#tell(held);
    this.#held.delete(this.#number);
    if (this.isDirty) this.#hearDirtily(trade);
    else this.#tell(trade);
  }

  /** Tells what is due by now; all that was held back when there is nothing more to come. */
  flush(now: number, isEnd = false): void {
    const due = this.#late.filter((later) => isEnd || later.due <= now);
    if (due.length > 0) this.#late = this.#late.filter((later) => !due.includes(later));
    for (const { trade } of due) this.#tell(trade);
    if (!isEnd) return;
    for (const held of this.#held.values()) for (const trade of held) this.#tell(trade);
    this.#held.clear();
  }

  #hearDirtily(trade: LedgerTrade): void {
    const random = this.#random;
    if (random.chance(GARBAGE)) this.#disturb();
    if (this.#dropping === 0 && random.chance(DROP_BEGINS)) this.#dropping = random.whole(1, 300);
    if (this.#dropping > 0) {
      this.#dropping -= 1;
      this.counts.dropped += 1;
    } else if (random.chance(LATE)) {
      this.counts.late += 1;
      this.#late.push({ due: Date.now() + random.whole(300, 3_000), trade });
    } else if (random.chance(REORDERED)) {
      this.counts.reordered += 1;
      this.#hold(trade, random.whole(1, 40));
    } else this.#tell(trade);
    if (!random.chance(REPEATED)) return;
    this.counts.repeated += 1;
    this.#hold(trade, random.whole(1, 400));
  }

  #tell(trade: LedgerTrade): void {
    this.counts.told += 1;
    this.#venue.tell(trade);
  }

  #hold(trade: LedgerTrade, frames: number): void {
    const place = this.#number + frames;
    const held = this.#held.get(place);
    if (held) held.push(trade);
    else this.#held.set(place, [trade]);
  }

  #disturb(): void {
    this.counts.garbage += 1;
    this.#venue.server.broadcast(garbage[this.#random.whole(0, garbage.length - 1)] ?? '');
  }
}
