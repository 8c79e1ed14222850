import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../subscriber/connect.ts';

interface Report {
  readonly cursor: string;
  readonly symbol: string;
  readonly occurredAt: string;
  readonly price: string;
  readonly size: string;
  readonly timing: { readonly publishedAt: string };
}

interface Message {
  readonly data?: { readonly tradeReported?: Report | null; readonly liveCursor?: string | null } | null;
  readonly extensions?: { readonly stream?: { readonly gap?: unknown; readonly skipped?: number } };
}

const TEXT = `subscription($symbols: [String!]!, $after: Cursor) { tradeReported(symbols: $symbols, after: $after) {
  cursor symbol occurredAt price size timing { publishedAt } instrument { name signal { action } } } }`;
const SILENCE_MS = 4_000;
const PAUSE_MS = [50, 300] as const;

interface SubscriberOptions {
  /** The place of the gateway at which it begins. */
  readonly first: number;
  readonly urls: readonly string[];
  readonly symbols: readonly string[];
  write(...values: readonly (string | number)[]): void;
}

/** Comes back to the next gateway with its last cursor, as soon as it has lost the one it had. */
export class Subscriber {
  readonly #options: SubscriberOptions;
  #after: string | null = null;

  constructor(options: SubscriberOptions) {
    this.#options = options;
  }

  async live(): Promise<never> {
    for (let turn = this.#options.first; ; turn++) {
      const place = turn % this.#options.urls.length;
      await this.#listen(place).catch(() => undefined);
      this.#options.write('left', Date.now(), place);
      await sleep(PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0]));
    }
  }

  async #listen(place: number): Promise<void> {
    const connected = () => this.#options.write('at', Date.now(), place);
    const client = connect({ url: this.#options.urls[place] ?? '', silenceMs: SILENCE_MS, connected });
    const messages = (query: string, variables = {}) => client.iterate({ query, variables }) as AsyncIterable<Message>;
    try {
      // Where whoever has heard nothing begins.
      if (this.#after === null) for await (const { data } of messages('{ liveCursor }')) this.#after = data?.liveCursor ?? null;
      for await (const message of messages(TEXT, { symbols: this.#options.symbols, after: this.#after })) this.#hear(message);
    } finally {
      await client.dispose();
    }
  }

  #hear({ data, extensions }: Message): void {
    const now = Date.now();
    const { gap, skipped } = extensions?.stream ?? {};
    if (gap || skipped) this.#options.write('gap', now, JSON.stringify(gap ?? { skipped }));
    const report = data?.tradeReported;
    if (!report) {
      this.#options.write('error', now, '');
      return;
    }
    this.#after = report.cursor;
    const { symbol, occurredAt, price, size, timing } = report;
    this.#options.write('trade', now, Date.parse(timing.publishedAt), symbol, Date.parse(occurredAt), price, size);
  }
}
