import { DAY_MS, HOUR_MS, type Interval, MINUTE_MS } from '@marketgraph/vocabulary';
import { candleCloseTime, candleOpenTime, dayStart, timezoneOf } from '../../domain/calendar.ts';
import type { Candle } from '../../domain/candle.ts';
import type { HistoryChunk } from '../../domain/price-feed.ts';
import { ActivityProfile } from './activity.ts';
import type { Listing } from './listings.ts';
import { correlatedMove, deviation, drawFactors, type Factors, groupsOf } from './moves.ts';
import { PriceGrid, textOf } from './price-grid.ts';
import { Random } from './random.ts';
import { TRADES_PER_SECOND } from './simulation.ts';

const MINUTES_BACK_MS = 3 * DAY_MS;
/** Half hours, because some zones' days begin at half past. */
const HALF_HOUR_MS = HOUR_MS / 2;
const HOURS_BACK_MS = 60 * DAY_MS;
/** Half hours are made for sixty days, but only those of a usual chart are told. */
const HALF_HOURS_TOLD_MS = 15 * DAY_MS;
const DAYS_BACK_MS = 730 * DAY_MS;
/** However far one walks back, prices stay near where they begin. */
const PULL_MS = 150 * DAY_MS;

/** A candle in whole steps and units: exact to fold. */
interface Slot {
  readonly openTime: number;
  readonly closeTime: number;
  readonly open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  tradeCount: number;
}

/**
 * The past of every instrument up to `until` (a whole minute), walked backwards from the price that the simulation begins
 * with: minutes for three days, half hours for sixty, days for two years, and all longer candles folded from the finest there are.
 */
export function* simulateHistory(listings: readonly Listing[], seed: number, until: number): Generator<HistoryChunk> {
  const together = Random.seeded(seed ^ 0x5f3759df);
  const groups = groupsOf(listings);
  const factors: Factors[] = [];
  const factorsAt = (index: number) => {
    while (factors.length <= index) factors.push(drawFactors(together, groups));
    return factors[index] ?? new Map();
  };
  const wholeWeight = listings.reduce((sum, { weight }) => sum + weight, 0);
  for (const [index, listing] of listings.entries()) {
    const walk = new BackwardWalk(listing, Random.seeded(seed + 7_919 * (index + 1)), factorsAt, TRADES_PER_SECOND / wholeWeight);
    const { symbol } = listing.instrument;
    yield { symbol, source: 'simulator', until, candles: candlesOf(listing, walk, until) };
  }
}

function candlesOf(listing: Listing, walk: BackwardWalk, until: number): Candle[] {
  const timezone = timezoneOf(listing.instrument);
  const minutesFrom = dayStart(until - MINUTES_BACK_MS, 'UTC');
  const hoursFrom = dayStart(until - HOURS_BACK_MS, 'UTC');
  const minutes = walk.back(until, minutesFrom, (end) => end - MINUTE_MS);
  const halves = walk.back(minutesFrom, hoursFrom, (end) => end - HALF_HOUR_MS);
  const days = walk.back(hoursFrom, dayStart(until - DAYS_BACK_MS, timezone), (end) => dayStart(end - 1, timezone));
  const halfHours = [...halves, ...fold(minutes, 'THIRTY_MINUTES', timezone)];
  const all = [...days, ...halfHours];
  const grid = new PriceGrid(listing);
  const told = (interval: Interval, slots: readonly Slot[]) => slots.map((slot) => toCandle(interval, slot, grid, listing.sizeScale));
  return [
    ...told('ONE_MINUTE', minutes),
    ...told('FIVE_MINUTES', fold(minutes, 'FIVE_MINUTES', timezone)),
    ...told('FIFTEEN_MINUTES', fold(minutes, 'FIFTEEN_MINUTES', timezone)),
    ...told(
      'THIRTY_MINUTES',
      halfHours.filter(({ openTime }) => openTime >= until - HALF_HOURS_TOLD_MS),
    ),
    ...told('ONE_HOUR', fold(halfHours, 'ONE_HOUR', timezone)),
    ...told('FOUR_HOURS', fold(halfHours, 'FOUR_HOURS', timezone)),
    ...told('ONE_DAY', fold(all, 'ONE_DAY', timezone)),
    ...told('ONE_WEEK', fold(all, 'ONE_WEEK', timezone)),
    ...told('ONE_MONTH', fold(all, 'ONE_MONTH', timezone)),
  ];
}

class BackwardWalk {
  #logPrice: number;
  #slots = 0;
  readonly #grid: PriceGrid;
  readonly #profile: ActivityProfile;

  constructor(
    readonly listing: Listing,
    readonly random: Random,
    readonly factorsAt: (index: number) => Factors,
    /** Trades per second for weight 1 in a mean minute. */
    readonly rate: number,
  ) {
    this.#logPrice = Math.log(listing.basePrice);
    this.#grid = new PriceGrid(listing);
    this.#profile = new ActivityProfile(listing.instrument.exchange);
  }

  /** Slots between `from` and `until`, oldest first; `startOf` tells where the slot begins that ends at an instant. */
  back(until: number, from: number, startOf: (end: number) => number): Slot[] {
    const slots: Slot[] = [];
    for (let end = until; end > from; ) {
      const start = Math.max(startOf(end), from);
      slots.push(this.#slot(start, end));
      end = start;
    }
    return slots.reverse();
  }

  #slot(openTime: number, closeTime: number): Slot {
    const { random, listing } = this;
    const length = closeTime - openTime;
    const activity = length > HOUR_MS ? 1 : this.#profile.at(openTime + length / 2);
    const size = deviation(listing, length, activity);
    // One move in a hundred is a large one: news.
    const own = random.normal() * (random.next() < 0.01 ? 3.5 : 1);
    const last = this.#logPrice;
    const pull = ((Math.log(listing.basePrice) - last) * length) / PULL_MS;
    const first = last + pull - correlatedMove(listing, this.factorsAt(this.#slots++), own) * size;
    this.#logPrice = first;
    const [high, low] = [Math.max(first, last), Math.min(first, last)];
    const steps = (logPrice: number) => this.#grid.steps(Math.exp(logPrice));
    const tradeCount = Math.max(1, Math.round(this.rate * listing.weight * activity * (length / 1_000) * Math.exp(random.normal() * 0.25)));
    return {
      openTime,
      closeTime,
      open: steps(first),
      close: steps(last),
      tradeCount,
      high: steps(high + Math.abs(random.normal()) * size * 0.5),
      low: steps(low - Math.abs(random.normal()) * size * 0.5),
      // The mean of the log-normal sizes of live trades is 1.5 times their median.
      volume: Math.round(tradeCount * listing.typicalSize * 10 ** listing.sizeScale * 1.5 * Math.exp(random.normal() * 0.1)),
    };
  }
}

function fold(slots: readonly Slot[], interval: Interval, timezone: string): Slot[] {
  const folded: Slot[] = [];
  for (const slot of slots) {
    const last = folded.at(-1);
    if (last && slot.openTime < last.closeTime) merge(last, slot);
    else
      folded.push({
        ...slot,
        openTime: candleOpenTime(interval, slot.openTime, timezone),
        closeTime: candleCloseTime(interval, slot.openTime, timezone),
      });
  }
  return folded;
}

function merge(candle: Slot, next: Slot): void {
  candle.high = Math.max(candle.high, next.high);
  candle.low = Math.min(candle.low, next.low);
  candle.close = next.close;
  candle.volume += next.volume;
  candle.tradeCount += next.tradeCount;
}

function toCandle(interval: Interval, slot: Slot, grid: PriceGrid, sizeScale: number): Candle {
  return {
    interval,
    basis: 'LAST',
    openTime: slot.openTime,
    closeTime: slot.closeTime,
    open: grid.text(slot.open),
    high: grid.text(slot.high),
    low: grid.text(slot.low),
    close: grid.text(slot.close),
    volume: textOf(slot.volume, sizeScale),
    tradeCount: slot.tradeCount,
  };
}
