import { MINUTE_MS, SECOND_MS, type TradeSide } from '@marketgraph/vocabulary';
import { isQuotedOnly } from '../../domain/instrument.ts';
import type { QuoteTick, Trade } from '../../domain/price-feed.ts';
import { ActivityProfile } from './activity.ts';
import type { Listing } from './listings.ts';
import { correlatedMove, deviation, drawFactors, groupsOf } from './moves.ts';
import { PriceGrid, textOf } from './price-grid.ts';
import { Random, type RandomState } from './random.ts';

export const STEP_MS = 250;
/** Of all instruments together, whatever the time of day. */
export const TRADES_PER_SECOND = 80;
const QUOTES_PER_TRADE = 0.6;
/** Room for the keys of one step: a key is the step's time and a number in it, so that no restart repeats one. */
const KEYS_PER_MS = 2_000;
const JUMP_EVERY_MS = 30 * MINUTE_MS;
/** The part of a jump that was overdone, and how long it takes to be taken back. */
const OVERDONE = 0.7;
const TAKEN_BACK_MS = 8 * MINUTE_MS;
const BURST = 6;
const BURST_MS = 45 * SECOND_MS;
/** Prices are drawn back to where they began, so that they stay plausible however long one simulates. */
const PULL_MS = 20 * 24 * 60 * MINUTE_MS;

/** Log price without what was overdone, what was overdone, and extra activity after a jump. */
type Motion = [logPrice: number, overdone: number, burst: number];

export interface SimulationState {
  /** Start of the step that comes next. */
  readonly at: number;
  readonly random: RandomState;
  readonly motions: Readonly<Record<string, Motion>>;
}

interface Actor {
  readonly listing: Listing;
  readonly grid: PriceGrid;
  readonly profile: ActivityProfile;
  readonly quotedOnly: boolean;
  readonly motion: Motion;
}

/** In steps of the tick size. */
interface Prices {
  readonly bid: number;
  readonly ask: number;
  readonly mid: number;
}

export interface StepResult {
  readonly trades: Trade[];
  readonly quotes: QuoteTick[];
}

/** The world of the simulator, one step of 250 ms after another: the same state always leads to the same trades. */
export class Simulation {
  #at: number;
  readonly #random: Random;
  readonly #actors: readonly Actor[];
  readonly #groups: readonly string[];

  constructor(listings: readonly Listing[], state: SimulationState) {
    this.#at = state.at;
    this.#random = new Random(state.random);
    this.#groups = groupsOf(listings);
    const profiles = new Map(listings.map(({ instrument }) => [instrument.exchange, new ActivityProfile(instrument.exchange)]));
    this.#actors = listings.map((listing) => ({
      listing,
      grid: new PriceGrid(listing),
      profile: profiles.get(listing.instrument.exchange) ?? new ActivityProfile(null),
      quotedOnly: isQuotedOnly(listing.instrument),
      motion: [...(state.motions[listing.instrument.symbol] ?? [Math.log(listing.basePrice), 0, 0])],
    }));
  }

  get at(): number {
    return this.#at;
  }

  state(): SimulationState {
    const motions = Object.fromEntries(this.#actors.map(({ listing, motion }) => [listing.instrument.symbol, [...motion] as Motion]));
    return { at: this.#at, random: this.#random.state(), motions };
  }

  /** Passes over a time that nobody saw: prices stand still. */
  skipTo(at: number): void {
    this.#at = at;
  }

  step(): StepResult {
    const activities = this.#actors.map(({ profile }) => profile.at(this.#at));
    const rate = this.#tradesPerWeight(activities);
    const factors = drawFactors(this.#random, this.#groups);
    const found: StepResult = { trades: [], quotes: [] };
    for (const [index, actor] of this.#actors.entries()) {
      const activity = activities[index] ?? 1;
      const { listing, motion } = actor;
      const size = deviation(listing, STEP_MS, activity * (1 + motion[2] / 2));
      move(motion, correlatedMove(listing, factors, this.#random.normal()) * size, Math.log(listing.basePrice));
      this.#jump(actor, activity);
      this.#trade(actor, rate * listing.weight * activity * (1 + motion[2]), found);
    }
    number(found.trades, this.#at);
    number(found.quotes, this.#at);
    this.#at += STEP_MS;
    return found;
  }

  /** Expected trades of this step for an instrument of weight and activity 1. */
  #tradesPerWeight(activities: readonly number[]): number {
    const whole = this.#actors.reduce((sum, { listing, quotedOnly }, index) => {
      return quotedOnly ? sum : sum + listing.weight * (activities[index] ?? 1);
    }, 0);
    return (TRADES_PER_SECOND * STEP_MS) / SECOND_MS / Math.max(whole, 1);
  }

  /** Stories are of one company, currency or good: what follows many of them does not jump. */
  #jump({ listing, motion }: Actor, activity: number): void {
    const { assetClass } = listing.instrument;
    const isBroad = assetClass === 'ETF' || assetClass === 'INDEX';
    if (this.#random.next() >= (STEP_MS / JUMP_EVERY_MS) * Math.min(activity, 1.5) || isBroad) return;
    const direction = this.#random.next() < 0.5 ? -1 : 1;
    const jump = direction * listing.volatility * (0.025 + 0.02 * Math.abs(this.#random.normal()));
    motion[0] += jump * (1 - OVERDONE);
    motion[1] += jump * OVERDONE;
    motion[2] = BURST;
  }

  #trade(actor: Actor, expected: number, found: StepResult): void {
    const { listing, grid, motion, quotedOnly } = actor;
    const mid = Math.exp(motion[0] + motion[1]);
    const half = (mid * listing.spread) / 2;
    const bid = Math.max(1, Math.floor((mid - half) / grid.tick));
    const ask = Math.max(bid + 1, Math.ceil((mid + half) / grid.tick));
    if (!quotedOnly) this.#fillTrades(actor, this.#random.poisson(expected), { bid, ask, mid: grid.steps(mid) }, found.trades);
    const levelOnly = !quotedOnly && listing.typicalSize === 0;
    if (levelOnly || this.#random.next() >= 1 - Math.exp(-expected * (quotedOnly ? 1 : QUOTES_PER_TRADE))) return;
    const { symbol } = listing.instrument;
    found.quotes.push({ symbol, key: 0, bid: grid.text(bid), ask: grid.text(ask), occurredAt: this.#moment() });
  }

  #fillTrades(actor: Actor, count: number, prices: Prices, trades: Trade[]): void {
    const { listing, grid } = actor;
    for (let trade = 0; trade < count; trade++) {
      const told = listing.typicalSize > 0 ? this.#execution(listing, prices) : { steps: prices.mid, size: '0', side: null };
      const price = grid.text(told.steps);
      const { symbol } = listing.instrument;
      trades.push({ symbol, key: 0, price, size: told.size, side: told.side, occurredAt: this.#moment(), conditions: null });
    }
  }

  #execution(listing: Listing, { bid, ask, mid }: Prices): { steps: number; size: string; side: TradeSide } {
    const side = this.#random.next() < 0.5 ? 'BUY' : 'SELL';
    const atEdge = side === 'BUY' ? ask : bid;
    const steps = this.#random.next() < 0.15 ? mid : atEdge;
    return { steps, side, size: textOf(this.#size(listing), listing.sizeScale) };
  }

  /** In units of the size's scale, at least one of them. */
  #size({ typicalSize, sizeScale }: Listing): number {
    return Math.max(1, Math.round(typicalSize * Math.exp(this.#random.normal() * 0.9) * 10 ** sizeScale));
  }

  #moment(): number {
    return this.#at + Math.floor(this.#random.next() * STEP_MS);
  }
}

function move(motion: Motion, by: number, home: number): void {
  motion[0] = round(motion[0] + by + ((home - motion[0]) * STEP_MS) / PULL_MS, 1e12);
  motion[1] = round(motion[1] * (1 - STEP_MS / TAKEN_BACK_MS), 1e9);
  motion[2] = round(motion[2] * (1 - STEP_MS / BURST_MS), 1e3);
}

/** Keeps the position short; it is part of the simulation, so that a restart changes nothing. */
function round(value: number, grid: number): number {
  return Math.round(value * grid) / grid;
}

/** Orders what happened in one step and gives it the step's keys. */
function number(items: { occurredAt: number; key: number }[], at: number): void {
  items.sort((a, b) => a.occurredAt - b.occurredAt);
  items.forEach((item, index) => {
    item.key = at * KEYS_PER_MS + index;
  });
}
