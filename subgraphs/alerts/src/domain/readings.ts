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
  readonly price: string | null;
  readonly changePercent: number | null;
  readonly signalScore: number | null;
  readonly articles: readonly ArticleScore[];
  readonly windows: readonly { readonly windowMs: number; readonly samples: PriceSamples }[];
}

const nothingYet: StoredReadings = { at: 0, price: null, changePercent: null, signalScore: null, articles: [], windows: [] };

/** What was last heard of one instrument, in event time: `at` never goes back. */
export class Readings {
  #at: number;
  #price: string | null;
  #changePercent: number | null;
  #signalScore: number | null;
  #articles: ArticleScore[];
  #windows: Map<number, PriceWindow>;

  constructor(stored: StoredReadings = nothingYet) {
    this.#at = stored.at;
    this.#price = stored.price;
    this.#changePercent = stored.changePercent;
    this.#signalScore = stored.signalScore;
    this.#articles = [...stored.articles];
    this.#windows = new Map(stored.windows.map(({ windowMs, samples }) => [windowMs, new PriceWindow(windowMs, samples)]));
  }

  get at(): number {
    return this.#at;
  }

  /** Follows exactly these windows from now on. */
  follow(windowsMs: Iterable<number>): void {
    this.#windows = new Map([...windowsMs].map((windowMs) => [windowMs, this.#windows.get(windowMs) ?? this.#startWindow(windowMs)]));
  }

  priceSeen(at: number, price: string, changePercent: number | null): void {
    this.#price = price;
    this.#changePercent = changePercent;
    this.#advance(at);
    for (const window of this.#windows.values()) window.add(this.#at, price);
  }

  /** An article that is scored again replaces its score. */
  articleScored(articleId: string, at: number, score: number): void {
    const others = this.#articles.filter((article) => article.articleId !== articleId);
    this.#articles = [...others, { articleId, at, score }].slice(-MOST_ARTICLES);
    this.#advance(at);
  }

  signalChanged(at: number, score: number): void {
    this.#signalScore = score;
    this.#advance(at);
  }

  observe(): Observation {
    return { at: this.#at, measure: (comparison) => this.#measure(comparison) };
  }

  stored(): StoredReadings {
    const windows = [...this.#windows.values()].map((window) => ({ windowMs: window.windowMs, samples: window.samples() }));
    return {
      at: this.#at,
      price: this.#price,
      changePercent: this.#changePercent,
      signalScore: this.#signalScore,
      articles: [...this.#articles],
      windows,
    };
  }

  #measure(comparison: MetricComparison): string | null {
    switch (comparison.metric) {
      case 'PRICE':
        return this.#price;
      case 'CHANGE_PERCENT':
        return decimal(this.#change(windowMsOf(comparison)));
      case 'SENTIMENT':
        return decimal(this.#meanSentiment(windowMsOf(comparison)));
      case 'SIGNAL_SCORE':
        return decimal(this.#signalScore);
      default:
        return null;
    }
  }

  /** Over a day the quote's own change is the number that everyone else shows. */
  #change(windowMs: number): number | null {
    if (windowMs === DAY_MS) return this.#changePercent;
    return this.#price === null ? null : (this.#windows.get(windowMs)?.change(this.#price) ?? null);
  }

  #meanSentiment(windowMs: number): number | null {
    const recent = this.#articles.filter(({ at }) => at > this.#at - windowMs && at <= this.#at);
    return recent.length === 0 ? null : recent.reduce((sum, { score }) => sum + score, 0) / recent.length;
  }

  #startWindow(windowMs: number): PriceWindow {
    const window = new PriceWindow(windowMs);
    if (this.#price !== null) window.add(this.#at, this.#price);
    return window;
  }

  #advance(at: number): void {
    this.#at = Math.max(this.#at, at);
  }
}

function decimal(value: number | null): string | null {
  return value === null ? null : toDecimal(value);
}
