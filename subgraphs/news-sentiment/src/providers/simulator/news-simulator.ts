import { createHash } from 'node:crypto';
import type { ReceivedArticle } from '../../domain/article.ts';
import type { ListedInstrument } from '../../domain/instrument.ts';
import type { MarketStory, StoryItem } from '../../domain/market-story.ts';
import type { NewsDelivery, NewsFeed } from '../../domain/news-feed.ts';
import { type Movement, MovementWatch } from './movement.ts';
import { NEWS_SITE, publishers } from './publishers.ts';
import { Dice } from './random.ts';
import { type Story, writeHeadline } from './write-headline.ts';

export interface NewsSimulatorOptions {
  readonly story: MarketStory;
  readonly seed: string;
  now(): number;
}

/** Event time between two headlines of the whole market, and of one instrument. */
const PAUSE_MS = { least: 900, most: 1_700 } as const;
const OWN_PAUSE_MS = 15_000;
/** In standard deviations over a minute: what is worth a headline, and what cannot wait. */
const NOTABLE = 1;
const JUMP = 5;

/** Writes headlines that follow the simulated prices: the strongest mover of the last seconds is told of. */
export function newsSimulator(options: NewsSimulatorOptions): NewsFeed {
  return {
    name: 'news:simulator',
    async *open(position, signal): AsyncIterable<NewsDelivery> {
      const teller = new Teller(`${options.seed} ${position ?? ''}`);
      for await (const item of options.story.follow(position, signal)) {
        const told = teller.hear(item);
        if (told && item.kind === 'price') yield { articles: [publish(told, item.at, options)], position: item.position };
      }
    },
  };
}

/** Knows what moved lately and when something was last told. */
class Teller {
  readonly #dice: Dice;
  readonly #instruments = new Map<string, ListedInstrument>();
  readonly #watches = new Map<string, MovementWatch>();
  readonly #candidates = new Map<string, Movement>();
  readonly #toldAt = new Map<string, number>();
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(seed: string) {
    this.#dice = new Dice(seed);
  }

  hear(item: StoryItem): Story | null {
    if (item.kind === 'listed') {
      this.#instruments.set(item.instrument.symbol, item.instrument);
      return null;
    }
    const movement = this.#watch(item.symbol).see(item.price, item.at);
    if (!movement) return null;
    if (this.#isFree(movement)) this.#candidates.set(movement.symbol, movement);
    const jumped = Math.abs(movement.strength) >= JUMP && this.#isFree(movement);
    return jumped || item.at >= this.#nextAt ? this.#tell(jumped ? movement : this.#strongest(item.at), item.at) : null;
  }

  #watch(symbol: string): MovementWatch {
    const known = this.#watches.get(symbol) ?? new MovementWatch(symbol);
    this.#watches.set(symbol, known);
    return known;
  }

  #isFree({ symbol, at }: Movement): boolean {
    return at - (this.#toldAt.get(symbol) ?? Number.NEGATIVE_INFINITY) >= OWN_PAUSE_MS && this.#instruments.has(symbol);
  }

  #strongest(at: number): Movement | null {
    let best: Movement | null = null;
    for (const movement of this.#candidates.values()) {
      if (at - movement.at > PAUSE_MS.most || !this.#isFree(movement)) this.#candidates.delete(movement.symbol);
      else if (!best || Math.abs(movement.strength) > Math.abs(best.strength)) best = movement;
    }
    return best && Math.abs(best.strength) >= NOTABLE ? best : null;
  }

  #tell(movement: Movement | null, at: number): Story | null {
    const instrument = movement && this.#instruments.get(movement.symbol);
    if (!movement || !instrument) return null;
    const story = writeHeadline(instrument, movement, this.#opposite(instrument, movement), this.#dice);
    this.#nextAt = at + this.#dice.between(PAUSE_MS.least, PAUSE_MS.most);
    this.#toldAt.set(movement.symbol, at);
    this.#candidates.delete(movement.symbol);
    this.#watch(movement.symbol).forget();
    return story;
  }

  /** Another of its class that has really gone the other way. */
  #opposite({ symbol, assetClass }: ListedInstrument, { strength, at }: Movement): ListedInstrument | null {
    for (const other of this.#candidates.values()) {
      const instrument = this.#instruments.get(other.symbol);
      const apart = other.strength * strength < 0 && Math.abs(other.strength) >= NOTABLE / 2 && at - other.at <= PAUSE_MS.most;
      if (apart && instrument && instrument.assetClass === assetClass && instrument.symbol !== symbol) return instrument;
    }
    return null;
  }
}

/** Its id follows from the story, so that the same story told again is the same article. */
function publish(story: Story, at: number, { seed, now }: NewsSimulatorOptions): ReceivedArticle {
  const articleId = `sim-${createHash('sha256').update(`${seed}\n${at}\n${story.headline}`).digest('base64url').slice(0, 20)}`;
  const publisher = new Dice(articleId).pick(publishers) ?? publishers[0];
  return {
    ...story,
    articleId,
    url: `${NEWS_SITE}/${publisher.slug}/${articleId}`,
    publisher: publisher.name,
    provenance: 'SIMULATED',
    publishedAt: at,
    receivedAt: now(),
  };
}
