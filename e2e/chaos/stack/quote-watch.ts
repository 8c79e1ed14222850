import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedStack } from './feed-stack.ts';

export interface SeenQuote {
  /** When it was asked for. */
  readonly at: number;
  readonly source: string;
  readonly freshness: string;
  readonly asOf: number;
}

const EVERY_MS = 100;

/** Asks the API ten times a second for a symbol's quote, and remembers each answer. */
export class QuoteWatch {
  readonly seen: SeenQuote[] = [];
  readonly #origin: string;
  readonly #symbol: string;
  #ended = false;

  constructor({ gateway }: Pick<FeedStack, 'gateway'>, symbol: string) {
    this.#origin = gateway.origin;
    this.#symbol = symbol;
    void this.#watch();
  }

  end(): void {
    this.#ended = true;
  }

  /** Milliseconds from `since` until a quote was seen for which this holds; null when that did not happen. */
  async until(since: number, holds: (quote: SeenQuote) => boolean, withinMs: number): Promise<number | null> {
    for (;;) {
      const found = this.seen.find((quote) => quote.at >= since && holds(quote));
      if (found) return found.at - since;
      if (Date.now() > since + withinMs) return null;
      await sleep(EVERY_MS / 2);
    }
  }

  async #watch(): Promise<void> {
    while (!this.#ended) {
      const at = Date.now();
      const quote = await this.#ask().catch(() => null);
      if (quote) this.seen.push({ at: Date.now(), ...quote, asOf: Date.parse(quote.asOf) });
      await sleep(Math.max(0, at + EVERY_MS - Date.now()));
    }
  }

  async #ask(): Promise<{ source: string; freshness: string; asOf: string } | null> {
    const response = await fetch(`${this.#origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'query($symbol: String!) { instrument(symbol: $symbol) { quote { source freshness asOf } } }',
        variables: { symbol: this.#symbol },
      }),
      signal: AbortSignal.timeout(2_000),
    });
    const { data } = (await response.json()) as {
      data?: { instrument: { quote: { source: string; freshness: string; asOf: string } | null } | null };
    };
    return data?.instrument?.quote ?? null;
  }
}
