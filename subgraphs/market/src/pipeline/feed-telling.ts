import type { Log } from '@marketgraph/bus';
import type { Clock, Metrics } from '@marketgraph/service';
import { SECOND_MS } from '@marketgraph/vocabulary';
import { isLiveFeed } from '../domain/feed-state.ts';
import type { PriceFeed } from '../domain/price-feed.ts';
import type { FeedStatus } from './feed-status.ts';

const EVERY_MS = 10 * SECOND_MS;
/** Whoever trusts a live feed has to notice soon that nobody tells of it any more. */
const LIVE_EVERY_MS = SECOND_MS;
/** Rounds are a second apart: what was told in between is told again a second and a half later at the latest. */
const SLACK_MS = SECOND_MS / 2;
const BUDGET_EVERY_MS = 5 * SECOND_MS;

/** Tells how a feed is doing: at once when that changes, and again and again. Nobody waits for it: where the log is away it is told later. */
export class FeedTelling {
  readonly #everyMs: number;
  #dueAt = 0;
  #budgetAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | null = null;
  #isDue = false;
  readonly #live;
  readonly #openGaps;

  constructor(
    readonly feed: PriceFeed,
    readonly status: FeedStatus,
    readonly options: { readonly log: Log; readonly clock: Clock; readonly metrics: Metrics },
  ) {
    this.#everyMs = isLiveFeed(feed) ? LIVE_EVERY_MS : EVERY_MS;
    this.#live = options.metrics.gauge('market_feed_live', 'Whether a feed that this process leads is LIVE.', ['feed']);
    this.#openGaps = options.metrics.gauge('market_feed_open_gaps', 'Times of missing prices that may still be filled.', ['feed']);
  }

  /** Tells a change; answers whether it is one. */
  turned(isChange: boolean): boolean {
    if (isChange) this.now();
    return isChange;
  }

  round(now: number): void {
    this.#readBudget(now);
    if (now >= this.#dueAt) this.now();
  }

  now(): void {
    this.#live.set({ feed: this.feed.name }, this.status.state === 'LIVE' ? 1 : 0);
    this.#openGaps.set({ feed: this.feed.name }, this.status.facts.openGaps());
    this.#isDue = true;
    this.#running ??= this.#tell().finally(() => {
      this.#running = null;
    });
  }

  /** Resolves when what is under way has been told, or could not be. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** One at a time, so that the log has them in their order. */
  async #tell(): Promise<void> {
    const { log, clock } = this.options;
    while (this.#isDue) {
      this.#isDue = false;
      const now = clock.now();
      this.#dueAt = now + this.#everyMs - SLACK_MS;
      await log.append([this.status.event(now)]).catch(() => {
        this.#dueAt = 0;
      });
    }
  }

  /** What may still be asked stands in a database, which may be slow or away. */
  #readBudget(now: number): void {
    if (!this.feed.budget || now - this.#budgetAt < BUDGET_EVERY_MS) return;
    this.#budgetAt = now;
    const keep = (budget: FeedStatus['budget']) => {
      this.status.budget = budget;
    };
    this.feed.budget().then(keep, () => undefined);
  }
}
