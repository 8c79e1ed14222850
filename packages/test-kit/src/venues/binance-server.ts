import { binanceStreams } from './binance-streams.ts';
import { LedgerServer } from './ledger-server.ts';
import type { LedgerTrade } from './venue-ledger.ts';
import type { VenueLink } from './venue-link.ts';
import type { RestRequest, RestResponse, VenueServerOptions } from './venue-server.ts';

const MINUTE_MS = 60_000;
const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 60_000;
const TICKER_EVERY_MS = 1_000;
const LIFE_MS = 24 * 60 * MINUTE_MS;
const MESSAGES_PER_SECOND = 5;
const MAX_STREAMS = 1_024;
const MAX_PAGE = 1_000;
const WEIGHT_PER_MINUTE = 6_000;
const TRADES_WEIGHT = 25;
const PRICES_WEIGHT = 4;

export interface BinanceServerOptions extends VenueServerOptions {
  /** As it names them: BTCUSDT. */
  readonly products: readonly string[];
  readonly firstId?: number;
  /** Whether the past wants a key, as it did until August 2023. */
  readonly pastNeedsKey?: boolean;
}

/** Binance spot's market streams and the REST endpoints of trades, as strictly as the real one plays them. */
export class BinanceServer extends LedgerServer {
  readonly #products: Set<string>;
  readonly #ponged = new WeakMap<VenueLink, number>();
  #updates = 0;
  #weights: { readonly at: number; readonly weight: number }[] = [];
  #refusals = 0;

  constructor(override readonly options: BinanceServerOptions) {
    super({ messagesPerSecond: MESSAGES_PER_SECOND, ...options });
    this.#products = new Set(options.products);
    void this.#pingAll();
    void this.#tickAll();
  }

  /** Tells a trade, once more if it was told. */
  override tell({ product, id, price, size, side, occurredAt }: LedgerTrade): void {
    // By hand: it is written by the thousand in a second. `m`: the buyer was the maker.
    const data =
      `{"e":"trade","E":${this.clock.now()},"s":"${product}","t":${id},"p":"${price}","q":"${size}",` +
      `"T":${occurredAt},"m":${side === 'SELL'},"M":true}`;
    this.#tellStream(`${product.toLowerCase()}@trade`, data);
  }

  quote(product: string, bid: string, ask: string): void {
    this.#updates += 1;
    const data = `{"u":${this.#updates},"s":"${product}","b":"${bid}","B":"1.00000000","a":"${ask}","A":"1.00000000"}`;
    this.#tellStream(`${product.toLowerCase()}@bookTicker`, data);
  }

  /** What the last 24 hours came to, with the ids of their first and last trade. */
  tick(product: string): void {
    const [first, last] = [this.ledger.of(product)[0], this.ledger.last(product)];
    const ids = `"F":${first?.id ?? -1},"L":${last?.id ?? -1},"n":${this.ledger.of(product).length}`;
    const data = `{"e":"24hrTicker","E":${this.clock.now()},"s":"${product}","c":"${last?.price ?? '0.00000000'}",${ids}}`;
    this.#tellStream(`${product.toLowerCase()}@ticker`, data);
  }

  /** Tells that it is about to end, and ends. */
  async shutDown(afterMs: number): Promise<void> {
    this.broadcast(`{"e":"serverShutdown","E":${this.clock.now()}}`);
    const links = [...this.links];
    await this.clock.sleep(afterMs, this.stopping.signal);
    for (const { ws } of links) ws.close(1001, 'server shutdown');
  }

  protected override welcome(link: VenueLink): void {
    const { path, streams } = binanceStreams.target(link.target);
    if (path !== '/stream' && path !== '/ws') link.ws.close(1008, 'no such path');
    for (const stream of streams) link.subscriptions.add(stream);
    this.#ponged.set(link, this.clock.now());
    // Both count as messages.
    link.ws.on('ping', () => this.#count(link));
    link.ws.on('pong', () => {
      this.#ponged.set(link, this.clock.now());
      this.#count(link);
    });
    void this.clock.sleep(LIFE_MS, this.stopping.signal).then(() => link.ws.close(1008, 'disconnected after 24 h'));
  }

  protected override hear(link: VenueLink, message: string): void {
    const { answer, subscribed, unsubscribed } = binanceStreams.answer(message, link.subscriptions);
    for (const stream of subscribed) link.subscriptions.add(stream);
    for (const stream of unsubscribed) link.subscriptions.delete(stream);
    if (link.subscriptions.size > MAX_STREAMS) link.ws.close(1008, 'too many streams');
    else this.say(link, answer);
  }

  protected override rest({ path, query, headers }: RestRequest): RestResponse {
    const isOfPrices = path === '/api/v3/ticker/price';
    const { refusal, used } = this.#weigh(isOfPrices ? PRICES_WEIGHT : TRADES_WEIGHT);
    const weight = { 'x-mbx-used-weight': String(used), 'x-mbx-used-weight-1m': String(used) };
    if (refusal) return { ...refusal, headers: { ...weight, ...refusal.headers } };
    if (isOfPrices)
      return { headers: weight, body: [...this.#products].map((symbol) => ({ symbol, price: this.ledger.last(symbol)?.price ?? '0.0' })) };
    const endpoint = /^\/api\/v3\/(trades|historicalTrades)$/.exec(path)?.[1];
    if (!endpoint) return { status: 404, headers: weight, body: '<html>404</html>' };
    const product = query.get('symbol');
    if (product === null) return fault(400, -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.", weight);
    if (!this.#products.has(product)) return fault(400, -1121, 'Invalid symbol.', weight);
    if (endpoint === 'historicalTrades' && this.options.pastNeedsKey && headers['x-mbx-apikey'] === undefined) {
      return fault(401, -2014, 'API-key format invalid.', weight);
    }
    return {
      headers: weight,
      body: this.#page(product, endpoint === 'trades' ? null : query.get('fromId'), query.get('limit')).map(restTrade),
    };
  }

  /** From an id on, or the newest. */
  #page(product: string, from: string | null, asked: string | null): LedgerTrade[] {
    const limit = Math.min(Number(asked ?? 500), MAX_PAGE);
    const newest = this.newestOfRest(product);
    const first = from === null ? newest - limit + 1 : Number(from);
    return this.ledger.between(product, first, Math.min(first + limit - 1, newest));
  }

  #weigh(weight: number): { readonly refusal: RestResponse | null; readonly used: number } {
    const now = this.clock.now();
    this.#weights = [...this.#weights.filter(({ at }) => now - at < MINUTE_MS), { at: now, weight }];
    const used = this.#weights.reduce((sum, one) => sum + one.weight, 0);
    if (used <= WEIGHT_PER_MINUTE) return { refusal: null, used };
    // Who goes on after 429 is banned.
    this.#refusals += 1;
    const isBanned = this.#refusals > 3;
    const text = isBanned ? 'Way too much request weight used; IP banned.' : 'Too much request weight used.';
    return { refusal: fault(isBanned ? 418 : 429, -1003, text, { 'retry-after': isBanned ? '120' : '10' }), used };
  }

  #tellStream(stream: string, data: string): void {
    const wrapped = `{"stream":"${stream}","data":${data}}`;
    for (const link of this.links) {
      if (link.subscriptions.has(stream)) this.say(link, link.target.startsWith('/ws') ? data : wrapped);
    }
  }

  #count(link: VenueLink): void {
    const { messagesPerSecond = MESSAGES_PER_SECOND } = this.options;
    if (link.isTooFast(messagesPerSecond, this.clock.now())) link.ws.close(1008, 'too many messages');
  }

  async #tickAll(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.clock.sleep(TICKER_EVERY_MS, signal);
      if (!signal.aborted) for (const product of this.#products) this.tick(product);
    }
  }

  async #pingAll(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.clock.sleep(PING_EVERY_MS, signal);
      const now = this.clock.now();
      for (const link of signal.aborted ? [] : this.links) {
        if (now - (this.#ponged.get(link) ?? now) > PONG_WITHIN_MS) link.ws.close(1008, 'no pong');
        else link.ws.ping(String(now));
      }
    }
  }
}

function fault(status: number, code: number, msg: string, headers: Readonly<Record<string, string>>): RestResponse {
  return { status, headers, body: { code, msg } };
}

function restTrade({ id, price, size, side, occurredAt }: LedgerTrade): object {
  return { id, price, qty: size, quoteQty: '0.00000000', time: occurredAt, isBuyerMaker: side === 'SELL', isBestMatch: true };
}
