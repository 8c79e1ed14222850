import type { Random } from '../../chaos/random.ts';
import type { Listing } from './listing.ts';

/** A trade as it is about to happen: its venue gives it an id. */
export interface Drawn {
  readonly listing: Listing;
  readonly price: string;
  readonly size: string;
  readonly side: 'BUY' | 'SELL';
  readonly occurredAt: number;
}

const LARGEST_MOVE = 3;
const SAME_INSTANT = 0.2;
const TWIN = 0.05;

/** Draws trades: several may share an instant, and some equal the one before in all but the id. */
export class PriceWalk {
  readonly #random: Random;
  readonly #lines: readonly { readonly listing: Listing; readonly weight: number; ticks: number; last: Drawn | null }[];

  constructor(listed: readonly Listing[], random: Random) {
    this.#random = random;
    this.#lines = listed.map((listing) => ({ listing, weight: listing.weight, ticks: listing.startPrice, last: null }));
  }

  next(now: number): Drawn | null {
    const random = this.#random;
    const line = random.weighted(this.#lines);
    if (!line) return null;
    const { listing, last } = line;
    if (last && random.chance(TWIN)) return last;
    const occurredAt = last && random.chance(SAME_INSTANT) ? last.occurredAt : Math.max(now, last?.occurredAt ?? 0);
    line.ticks = Math.max(1, line.ticks + random.whole(-LARGEST_MOVE, LARGEST_MOVE));
    const most = 10 ** Math.min(7, listing.sizeDigits + 2);
    const steps = random.chance(0.3) ? 10 ** random.whole(1, listing.sizeDigits) : random.whole(1, most);
    line.last = {
      listing,
      price: decimal(line.ticks, listing.priceDigits),
      size: decimal(steps, listing.sizeDigits),
      side: random.chance(0.5) ? 'BUY' : 'SELL',
      occurredAt,
    };
    return line.last;
  }
}

function decimal(steps: number, digits: number): string {
  const text = String(steps).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
