import type { Clock } from '@marketgraph/service';
import { MINUTE_MS } from '@marketgraph/vocabulary';
import type { Instrument } from '../../domain/instrument.ts';
import type { FeedDelivery, HistoryChunk, PriceFeed, QuoteTick, Trade } from '../../domain/price-feed.ts';
import { simulateHistory } from './history.ts';
import { type Listing, listings } from './listings.ts';
import { readPosition, writePosition } from './position.ts';
import { Random } from './random.ts';
import { Simulation, STEP_MS } from './simulation.ts';

/** A shorter time without the simulator is made up for, trade by trade; a longer one stays a hole, as with any feed. */
const CATCH_UP_MS = 2 * MINUTE_MS;
const MAX_STEPS_AT_ONCE = 40;

export interface SimulatorOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** Only these; all when left out. */
  readonly symbols?: readonly string[];
}

/** Prices that nobody paid: for running without keys, for demonstrations and for tests. Everything of it says SIMULATED. */
export class SimulatorFeed implements PriceFeed {
  readonly name = 'simulator';
  readonly instruments: readonly Instrument[];
  readonly #listings: readonly Listing[];
  readonly #clock: Clock;
  readonly #seed: number;
  /** Where the history that this feed made up ends: the simulation begins there. */
  #historyEnd: number | null = null;

  constructor({ clock, seed, symbols }: SimulatorOptions) {
    this.#listings = listings.filter(({ instrument }) => !symbols || symbols.includes(instrument.symbol));
    this.instruments = this.#listings.map(({ instrument }) => instrument);
    this.#clock = clock;
    this.#seed = seed;
  }

  async *history(): AsyncGenerator<HistoryChunk> {
    this.#historyEnd = Math.floor(this.#clock.now() / MINUTE_MS) * MINUTE_MS;
    yield* simulateHistory(this.#listings, this.#seed, this.#historyEnd);
  }

  async *open(position: string | null, signal: AbortSignal): AsyncGenerator<FeedDelivery> {
    const simulation = new Simulation(this.#listings, readPosition(position) ?? this.#beginning());
    while (!signal.aborted) {
      // Also after a sleep of the whole machine, in the middle of a run.
      if (this.#clock.now() - simulation.at > CATCH_UP_MS) simulation.skipTo(onGrid(this.#clock.now()));
      // A clock that was set back must not stop the feed: it goes on at its own pace until the clock has caught up.
      const wait = Math.min(simulation.at + STEP_MS - this.#clock.now(), STEP_MS);
      if (wait > 0) await this.#clock.sleep(wait, signal);
      if (signal.aborted) return;
      const delivery = this.#deliver(simulation);
      if (delivery) yield delivery;
    }
  }

  #beginning() {
    return { at: this.#historyEnd ?? onGrid(this.#clock.now()), random: Random.seeded(this.#seed).state(), motions: {} };
  }

  #deliver(simulation: Simulation): FeedDelivery | null {
    const receivedAt = this.#clock.now();
    const due = Math.floor((receivedAt - simulation.at) / STEP_MS);
    const trades: Trade[] = [];
    const quotes: QuoteTick[] = [];
    for (let step = 0; step < Math.min(Math.max(due, 1), MAX_STEPS_AT_ONCE); step++) {
      const result = simulation.step();
      trades.push(...result.trades);
      quotes.push(...result.quotes);
    }
    if (trades.length + quotes.length === 0) return null;
    return { source: 'simulator', provenance: 'SIMULATED', receivedAt, trades, quotes, position: writePosition(simulation.state()) };
  }
}

function onGrid(instant: number): number {
  return Math.floor(instant / STEP_MS) * STEP_MS;
}
