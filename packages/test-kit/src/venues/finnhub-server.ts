import type { VenueLink } from './venue-link.ts';
import { type RestRequest, type RestResponse, VenueServer, type VenueServerOptions } from './venue-server.ts';

const MAX_SYMBOLS = 50;
const PING_MS = 10_000;
const REST_PER_MINUTE = 60;

export interface FinnhubServerOptions extends VenueServerOptions {
  readonly key: string;
  /** What it knows; of the others it tells nothing. */
  readonly symbols: readonly string[];
  readonly maxSymbols?: number;
  readonly pingMs?: number;
  /** Whether the key's plan includes candles. */
  readonly hasCandles?: boolean;
  readonly restPerMinute?: number;
}

/** A trade as its frames tell it; numbers are written as they are given. */
export interface FinnhubTrade {
  readonly symbol: string;
  readonly price: string;
  readonly size: string;
  readonly occurredAt?: number;
  readonly conditions?: readonly string[] | null;
}

/** A day as `/quote` tells it. */
export interface FinnhubDay {
  readonly price: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly previousClose: string;
  readonly occurredAt: number;
}

/** Minutes of `/stock/candle`: open time, open, high, low, close, volume. */
export type FinnhubCandle = readonly [openTime: number, open: string, high: string, low: string, close: string, volume: string];

/** Finnhub as it is known to behave: one symbol in a message, no acknowledgements, no ids, a connection for each key. */
export class FinnhubServer extends VenueServer {
  /** What `/quote` tells. */
  readonly days = new Map<string, FinnhubDay>();
  readonly candles = new Map<string, FinnhubCandle[]>();
  /** What was traded last, whoever was told: `/quote` tells it. */
  readonly #last = new Map<string, { readonly price: string; readonly occurredAt: number }>();
  readonly #symbols: Set<string>;
  #asked: number[] = [];

  constructor(override readonly options: FinnhubServerOptions) {
    super(options);
    this.#symbols = new Set(options.symbols);
    void this.#ping();
  }

  /** One frame to each who follows any of them, with what that one follows. */
  trade(...trades: FinnhubTrade[]): void {
    this.happened(...trades);
    for (const link of this.links) {
      const followed = trades.filter(({ symbol }) => link.subscriptions.has(symbol));
      if (followed.length > 0) this.say(link, `{"type":"trade","data":[${followed.map((trade) => this.#written(trade)).join(',')}]}`);
    }
  }

  /** It was traded, and nobody is told over the websocket. */
  happened(...trades: FinnhubTrade[]): void {
    for (const { symbol, price, occurredAt = this.clock.now() } of trades) {
      if (occurredAt >= (this.#last.get(symbol)?.occurredAt ?? 0)) this.#last.set(symbol, { price, occurredAt });
    }
  }

  ping(): void {
    this.broadcast('{"type":"ping"}');
  }

  error(msg: string): void {
    this.broadcast(JSON.stringify({ type: 'error', msg }));
  }

  protected override welcome(link: VenueLink): void {
    if (new URL(link.target, this.restUrl).searchParams.get('token') !== this.options.key) this.#refuse(link, 'Invalid API key');
    else for (const other of this.links) if (other !== link) other.ws.close(1008, 'one connection for each key');
  }

  protected override hear(link: VenueLink, message: string): void {
    const { type, symbol } = JSON.parse(message) as Record<string, unknown>;
    if (typeof symbol !== 'string') this.#tellError(link, 'Invalid message');
    else if (type === 'unsubscribe') link.subscriptions.delete(symbol);
    else if (type === 'subscribe' && link.subscriptions.size >= (this.options.maxSymbols ?? MAX_SYMBOLS))
      this.#tellError(link, 'Subscribing to too many symbols');
    else if (type === 'subscribe') link.subscriptions.add(symbol);
  }

  protected override rest({ path, query }: RestRequest): RestResponse {
    if (query.get('token') !== this.options.key) return { status: 401, body: { error: 'Invalid API key' } };
    if (!this.#isAllowed()) {
      return { status: 429, body: { error: 'API limit reached. Please try again later. Remaining Limit: 0' } };
    }
    const symbol = query.get('symbol') ?? '';
    if (path.endsWith('/quote')) return { body: this.#quote(symbol) };
    if (path.endsWith('/candle')) return this.#candles(symbol, Number(query.get('from')), Number(query.get('to')));
    if (path.endsWith('/search')) return { body: this.#found(query.get('q') ?? '') };
    return { status: 404, body: 'Not found' };
  }

  #quote(symbol: string): string {
    const day = this.#day(symbol);
    if (!day) return '{"c":0,"d":null,"dp":null,"h":0,"l":0,"o":0,"pc":0,"t":0}';
    const { price, open, high, low, previousClose, occurredAt } = day;
    return `{"c":${price},"d":0.1,"dp":0.05,"h":${high},"l":${low},"o":${open},"pc":${previousClose},"t":${Math.floor(occurredAt / 1_000)}}`;
  }

  #day(symbol: string): FinnhubDay | undefined {
    const [day, last] = [this.days.get(symbol), this.#last.get(symbol)];
    if (!last || (day && day.occurredAt > last.occurredAt)) return day;
    const { price } = last;
    return { ...(day ?? { open: price, high: price, low: price, previousClose: price }), ...last };
  }

  #candles(symbol: string, from: number, to: number): RestResponse {
    if (!this.options.hasCandles) return { status: 403, body: { error: "You don't have access to this resource." } };
    const told = (this.candles.get(symbol) ?? []).filter(([at]) => at >= from * 1_000 && at <= to * 1_000);
    if (told.length === 0) return { body: { s: 'no_data' } };
    const column = (name: string, index: number) => `"${name}":[${told.map((candle) => candle[index]).join(',')}]`;
    const times = told.map(([at]) => at / 1_000);
    const prices = ['o', 'h', 'l', 'c', 'v'].map((name, index) => column(name, index + 1));
    return { body: `{"s":"ok","t":[${times.join(',')}],${prices.join(',')}}` };
  }

  #found(text: string) {
    const named = [...this.#symbols].filter((symbol) => symbol.includes(text.toUpperCase()));
    const result = named.map((symbol) => ({ description: `${symbol} INC`, displaySymbol: symbol, symbol, type: 'Common Stock' }));
    return { count: result.length, result };
  }

  #isAllowed(): boolean {
    const now = this.clock.now();
    this.#asked = this.#asked.filter((at) => now - at < 60_000);
    this.#asked.push(now);
    return this.#asked.length <= (this.options.restPerMinute ?? REST_PER_MINUTE);
  }

  #written({ symbol, price, size, occurredAt = this.clock.now(), conditions = null }: FinnhubTrade): string {
    return `{"c":${JSON.stringify(conditions)},"p":${price},"s":"${symbol}","t":${occurredAt},"v":${size}}`;
  }

  #refuse(link: VenueLink, msg: string): void {
    this.#tellError(link, msg);
    link.ws.close(1008, msg);
  }

  #tellError(link: VenueLink, msg: string): void {
    this.say(link, JSON.stringify({ type: 'error', msg }));
  }

  async #ping(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.clock.sleep(this.options.pingMs ?? PING_MS, signal);
      if (!signal.aborted) this.ping();
    }
  }
}
