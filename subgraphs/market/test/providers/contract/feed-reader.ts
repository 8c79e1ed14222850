import { type Clock, type Logger, Metrics } from '@marketgraph/service';
import { instrumentOfSymbol } from '../../../src/domain/instrument-directory.ts';
import type { FeedDelivery, FeedGap, FeedNotice, PriceFeed, PriceSnapshot, QuoteTick, Trade } from '../../../src/domain/price-feed.ts';
import type { FeedDriver } from './feed-driver.ts';

const STEP_MS = 50;
const TURNS = 6;
const GIVE_UP_MS = 15_000;

/** Reads a feed as ingest does, by a clock that moves only while it waits. */
export class FeedReader {
  readonly feed: PriceFeed;
  readonly metrics = new Metrics();
  readonly logged: string[] = [];
  readonly deliveries: FeedDelivery[] = [];
  readonly notices: (FeedNotice & { readonly at: number })[] = [];
  position: string | null = null;
  /** While it is closed nothing is taken. */
  isTaking = true;
  failure: unknown = null;
  /** Timers of the feed that run now. */
  sleeping = 0;
  #ending = new AbortController();
  #reading: Promise<void> | null = null;

  constructor(
    readonly driver: FeedDriver,
    symbols: readonly string[] = driver.symbols,
    random: () => number = () => 0.5,
  ) {
    const instruments = symbols.map((symbol) => instrumentOfSymbol(symbol)).filter((instrument) => instrument !== null);
    this.feed = driver.feed({ instruments, clock: this.#clock(), random, logger: this.#logger(), metrics: this.metrics });
  }

  start(position: string | null = this.position): this {
    this.position = position;
    this.#ending = new AbortController();
    this.#reading = this.#read(position, this.#ending.signal).catch((error) => {
      this.failure = error;
    });
    return this;
  }

  /** Resolves when the feed has ended. */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#reading;
  }

  get trades(): Trade[] {
    return this.deliveries.flatMap(({ trades }) => trades);
  }

  get quotes(): QuoteTick[] {
    return this.deliveries.flatMap(({ quotes }) => quotes);
  }

  get snapshots(): PriceSnapshot[] {
    return this.deliveries.flatMap(({ snapshots = [] }) => snapshots);
  }

  get gaps(): FeedGap[] {
    return this.deliveries.flatMap(({ gaps = [] }) => gaps);
  }

  pricesOf(symbol: string): string[] {
    return this.trades.filter((trade) => trade.symbol === symbol).map(({ price }) => price);
  }

  keysOf(symbol: string): number[] {
    return this.trades.filter((trade) => trade.symbol === symbol).map(({ key }) => key);
  }

  /** Resolves when it has said that it lost its connection, from now on; it may be back by then. */
  async lost(): Promise<void> {
    const before = this.notices.length;
    await this.until('it noticed', () => this.notices.slice(before).some(({ state }) => state !== 'LIVE'));
  }

  /** How it changed, from notice to notice. */
  get states(): string[] {
    return this.notices.map(({ state }) => state);
  }

  get state(): string | undefined {
    return this.notices.at(-1)?.state;
  }

  /** What each gap came to. */
  get outcomes(): FeedGap[] {
    return [...new Map(this.gaps.map((gap) => [`${gap.symbol} ${gap.id}`, gap])).values()];
  }

  async metric(name: string): Promise<number> {
    const { text } = await this.metrics.render();
    const line = text.split('\n').find((one) => one.startsWith(`marketgraph_${name}{`));
    return line ? Number(line.slice(line.lastIndexOf(' '))) : 0;
  }

  /** Time goes on, and what comes over the sockets meanwhile is read. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      await this.driver.clock.advance(Math.min(STEP_MS, ms - passed));
      for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Time goes on until this is so. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const giveUpAt = performance.now() + GIVE_UP_MS;
    while (!isSo()) {
      if (this.failure) throw this.failure;
      if (performance.now() > giveUpAt) throw new Error(`It never came to this: ${what}. ${this.#told()}`);
      await this.pass(STEP_MS);
    }
  }

  live(): Promise<void> {
    return this.until('the feed is live', () => this.state === 'LIVE');
  }

  /** The driver's clock, with the feed's own timers counted. */
  #clock(): Clock {
    const { clock } = this.driver;
    return {
      now: () => clock.now(),
      sleep: async (ms, signal) => {
        this.sleeping += 1;
        await clock.sleep(ms, signal);
        this.sleeping -= 1;
      },
    };
  }

  #told(): string {
    return JSON.stringify({
      notices: this.notices.slice(-5),
      gaps: this.gaps.slice(-5),
      trades: this.trades.length,
      log: this.logged.slice(-5),
    });
  }

  async #read(position: string | null, signal: AbortSignal): Promise<void> {
    for await (const item of this.feed.open(position, signal)) {
      if ('state' in item) this.notices.push({ ...item, at: this.driver.clock.now() });
      else {
        this.deliveries.push(item);
        this.position = item.position;
      }
      while (!this.isTaking && !signal.aborted) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #logger(): Logger {
    const write = (sentence: string, details?: object) => void this.logged.push(`${sentence} ${JSON.stringify(details ?? {})}`);
    return { debug: write, info: write, warn: write, error: write, child: () => this.#logger() };
  }
}
