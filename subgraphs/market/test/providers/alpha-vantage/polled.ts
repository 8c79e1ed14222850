import { Metrics } from '@marketgraph/service';
import { type AlphaVantageServer, ManualClock } from '@marketgraph/test-kit';
import { sessionAt } from '../../../src/domain/calendar.ts';
import { type CallBudget, type CallLimit, defaultLimits } from '../../../src/domain/call-budget.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { instrumentOfSymbol } from '../../../src/domain/instrument-directory.ts';
import type { FeedDelivery, FeedNotice, PriceFeed } from '../../../src/domain/price-feed.ts';
import { openAlphaVantage } from '../../../src/providers/alpha-vantage/open-alpha-vantage.ts';

export const CANARY = 'CANARYKEY0123456';

export interface PolledOptions {
  readonly server: AlphaVantageServer;
  readonly clock: ManualClock;
  readonly budget: CallBudget;
  readonly symbols: readonly string[];
  readonly limits?: readonly CallLimit[];
  readonly intraday?: boolean;
}

/** A feed that is read until it is stopped, and all that it said. */
export class Polled {
  readonly feed: PriceFeed;
  readonly deliveries: FeedDelivery[] = [];
  readonly notices: FeedNotice[] = [];
  readonly written: string[] = [];
  readonly metrics = new Metrics();
  readonly #stopping = new AbortController();
  #reading: Promise<void> = Promise.resolve();
  #hasEnded = false;

  constructor(
    readonly options: PolledOptions,
    position: string | null = null,
  ) {
    const { server, symbols, limits = defaultLimits['alpha-vantage'], intraday = false, ...others } = options;
    const write = (sentence: string, details?: object) => this.written.push(`${sentence} ${JSON.stringify(details)}`);
    const logger = { debug: write, info: write, warn: write, error: write, child: () => logger };
    this.feed = openAlphaVantage({
      ...others,
      baseUrl: server.restUrl,
      key: CANARY,
      instruments: symbols.map(instrument),
      limits,
      intraday,
      sessionOf,
      random: () => 0.5,
      logger,
      metrics: this.metrics,
    });
    this.#reading = this.#read(position).finally(() => {
      this.#hasEnded = true;
    });
    this.#reading.catch(() => undefined);
  }

  get position(): string | null {
    return this.deliveries.at(-1)?.position ?? null;
  }

  /** Lets time pass from one waking to the next, with all that is to happen at each of them. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.options;
    const end = clock.now() + ms;
    for (;;) {
      await this.settled();
      const next = clock.nextAt ?? end;
      await clock.advance(Math.min(next, end) - clock.now());
      if (next > end) return;
    }
  }

  /** Until the feed waits for its time. */
  async settled(): Promise<void> {
    while (this.options.clock.sleeping === 0) {
      if (this.#hasEnded) throw new Error(`The feed has ended: ${await this.#reading.catch(String)}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#reading;
  }

  async #read(position: string | null): Promise<void> {
    for await (const told of this.feed.open(position, this.#stopping.signal)) {
      if ('state' in told) this.notices.push(told);
      else this.deliveries.push(told);
    }
  }
}

export function instrument(symbol: string): Instrument {
  const found = instrumentOfSymbol(symbol);
  if (!found) throw new Error(`${symbol} is no symbol.`);
  return found;
}

export function sessionOf({ exchange }: Instrument, at: number) {
  const tradingDayStart = Math.floor(at / 86_400_000) * 86_400_000;
  return exchange ? sessionAt(exchange, at) : { open: true, opensAt: null, closesAt: null, tradingDayStart };
}
