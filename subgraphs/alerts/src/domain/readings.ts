import { DAY_MS } from '@marketgraph/vocabulary';
import { type MetricComparison, windowMsOf } from './condition.ts';
import { type Observation, toDecimal } from './observation.ts';
import { type PriceSamples, PriceWindow } from './price-window.ts';

const MOST_ARTICLES = 200;

interface ArticleScore {
  readonly articleId: string;
  readonly at: number;
  readonly score: number;
}

/** Readings as they are stored. */
export interface StoredReadings {
  readonly at: number;
  readonly price: SeenPrice | null;
  readonly signal: { readonly at: number; readonly score: number } | null;
  readonly articles: readonly ArticleScore[];
  readonly windows: readonly { readonly windowMs: number; readonly samples: PriceSamples }[];
}

export interface SeenPrice {
  readonly source: string;
  readonly at: number;
  readonly price: string;
  readonly changePercent: number | null;
}

const nothingYet: StoredReadings = { at: 0, price: null, signal: null, articles: [], windows: [] };

/**
 * What was last heard of one instrument, in event time. Prices, articles and signals each keep their own time: recorded prices of
 * another year may meet news of today.
 */
export class Readings {
  #at: number;
  #price: SeenPrice | null;
  #signal: { readonly at: number; readonly score: number } | null;
  #articles: ArticleScore[];
  #windows: Map<number, PriceWindow>;

  constructor(stored: StoredReadings = nothingYet) {
    this.#at = stored.at;
    this.#price = stored.price;
    this.#signal = stored.signal;
    this.#articles = [...stored.articles];
    this.#windows = new Map(stored.windows.map(({ windowMs, samples }) => [windowMs, new PriceWindow(windowMs, samples)]));
  }

  /** Event time of the last thing noted; 0 before the first. */
  get at(): number {
    return this.#at;
  }

  /** Follows exactly these windows from now on. */
  follow(windowsMs: Iterable<number>): void {
    this.#windows = new Map([...windowsMs].map((windowMs) => [windowMs, this.#windows.get(windowMs) ?? this.#startWindow(windowMs)]));
  }

  /** False for a price that comes late: it is history. One from a day before or more begins another tape. */
  priceSeen(seen: SeenPrice): boolean {
    const last = this.#price;
    const rewound = last !== null && seen.at < last.at - DAY_MS;
    if (last && !rewound && seen.at < last.at && seen.source === last.source) return false;
    if (rewound) for (const windowMs of this.#windows.keys()) this.#windows.set(windowMs, new PriceWindow(windowMs));
    // Another source may be a little behind: its price is the newest to reach us, and time does not go back for it.
    this.#at = rewound ? seen.at : Math.max(seen.at, last?.at ?? seen.at);
    this.#price = { ...seen, at: this.#at };
    for (const window of this.#windows.values()) window.add(this.#at, seen.price);
    return true;
  }

  /** An article that is scored again replaces its score. */
  articleScored(articleId: string, at: number, score: number): boolean {
    const others = this.#articles.filter((article) => article.articleId !== articleId);
    this.#articles = [...others, { articleId, at, score }].slice(-MOST_ARTICLES);
    this.#at = Math.max(...this.#articles.map((article) => article.at));
    return true;
  }

  signalChanged(at: number, score: number): boolean {
    this.#signal = { at, score };
    this.#at = at;
    return true;
  }

  observe(): Observation {
    return { at: this.#at, measure: (comparison) => this.#measure(comparison) };
  }

  stored(): StoredReadings {
    const windows = [...this.#windows.values()].map((window) => ({ windowMs: window.windowMs, samples: window.samples() }));
    return { at: this.#at, price: this.#price, signal: this.#signal, articles: [...this.#articles], windows };
  }

  #measure(comparison: MetricComparison): string | null {
    switch (comparison.metric) {
      case 'PRICE':
        return this.#price?.price ?? null;
      case 'CHANGE_PERCENT':
        return decimal(this.#change(windowMsOf(comparison)));
      case 'SENTIMENT':
        return decimal(this.#meanSentiment(windowMsOf(comparison)));
      case 'SIGNAL_SCORE':
        return decimal(this.#signal?.score ?? null);
      default:
        return null;
    }
  }

  /** Over a day the quote's own change is the number that everyone else shows. */
  #change(windowMs: number): number | null {
    if (this.#price === null) return null;
    return windowMs === DAY_MS ? this.#price.changePercent : (this.#windows.get(windowMs)?.change(this.#price.price) ?? null);
  }

  /** An article may be a little younger than the price that asks; one of another tape is not meant. */
  #meanSentiment(windowMs: number): number | null {
    const recent = this.#articles.filter(({ at }) => at > this.#at - windowMs && at <= this.#at + DAY_MS);
    return recent.length === 0 ? null : recent.reduce((sum, { score }) => sum + score, 0) / recent.length;
  }

  #startWindow(windowMs: number): PriceWindow {
    const window = new PriceWindow(windowMs);
    if (this.#price !== null) window.add(this.#price.at, this.#price.price);
    return window;
  }
}

function decimal(value: number | null): string | null {
  return value === null ? null : toDecimal(value);
}
