import { LedgerServer } from './ledger-server.ts';
import type { LedgerTrade } from './venue-ledger.ts';
import type { VenueLink } from './venue-link.ts';
import type { RestRequest, RestResponse, VenueServerOptions } from './venue-server.ts';

const CHANNELS = ['matches', 'ticker', 'heartbeat'];
const SUBSCRIBE_WITHIN_MS = 5_000;
const HEARTBEAT_MS = 1_000;
const MAX_PAGE = 1_000;
const MESSAGES_PER_SECOND = 100;
const REST_PER_SECOND = 8;
const REST_BURST = 20;

export interface CoinbaseServerOptions extends VenueServerOptions {
  readonly products: readonly string[];
  readonly firstId?: number;
  /** For long it was always 0 in heartbeats. */
  readonly heartbeatsTellTrades?: boolean;
}

/** Coinbase Exchange's market data, as strictly as the real one plays it. */
export class CoinbaseServer extends LedgerServer {
  readonly #products: Set<string>;
  #sequence = 0;
  #restTimes: number[] = [];

  constructor(override readonly options: CoinbaseServerOptions) {
    super({ messagesPerSecond: MESSAGES_PER_SECOND, ...options });
    this.#products = new Set(options.products);
    void this.#beat();
  }

  tell(trade: LedgerTrade): void {
    this.broadcast(this.#match('match', trade), `matches:${trade.product}`);
  }

  quote(product: string, bid: string, ask: string): void {
    this.#sequence += 1;
    const last = this.ledger.last(product);
    const time = new Date(this.clock.now()).toISOString();
    const ticker = {
      type: 'ticker',
      sequence: this.#sequence,
      product_id: product,
      price: last?.price ?? bid,
      best_bid: bid,
      best_ask: ask,
    };
    const traded = last ? { side: last.side.toLowerCase(), time, trade_id: last.id, last_size: last.size } : { time };
    this.broadcast(JSON.stringify({ ...ticker, ...traded }), `ticker:${product}`);
  }

  heartbeat(product: string): void {
    const { heartbeatsTellTrades = true } = this.options;
    const last = heartbeatsTellTrades ? (this.ledger.last(product)?.id ?? 0) : 0;
    const beat = { type: 'heartbeat', sequence: this.#sequence, last_trade_id: last, product_id: product };
    this.broadcast(JSON.stringify({ ...beat, time: new Date(this.clock.now()).toISOString() }), `heartbeat:${product}`);
  }

  protected override welcome(link: VenueLink): void {
    void this.clock.sleep(SUBSCRIBE_WITHIN_MS, this.stopping.signal).then(() => {
      if (link.received.length === 0) link.ws.close(1008, 'no subscribe');
    });
  }

  protected override hear(link: VenueLink, message: string): void {
    const { type, product_ids: products, channels } = JSON.parse(message) as Record<string, unknown>;
    const isKnown = type === 'subscribe' || type === 'unsubscribe';
    if (!isKnown || !Array.isArray(products) || !Array.isArray(channels)) {
      this.#error(link, 'Malformed JSON', 'Type has to be either subscribe or unsubscribe');
      return;
    }
    const fault = this.#faultOf(products.map(String), channels.map(String));
    if (fault === null) this.#subscribe(link, type === 'subscribe', products.map(String), channels.map(String));
    else this.#error(link, 'Failed to subscribe', fault);
  }

  protected override rest({ path, query }: RestRequest): RestResponse {
    const now = this.clock.now();
    this.#restTimes = this.#restTimes.filter((time) => now - time < 1_000);
    if (this.#restTimes.length >= REST_PER_SECOND + REST_BURST) {
      return { status: 429, headers: { 'retry-after': '1' }, body: { message: 'Public rate limit exceeded' } };
    }
    this.#restTimes.push(now);
    const product = /^\/products\/([^/]+)\/trades$/.exec(path)?.[1];
    if (!product || !this.#products.has(product)) return { status: 404, body: { message: 'NotFound' } };
    const limit = Math.min(Number(query.get('limit') ?? MAX_PAGE), MAX_PAGE);
    const after = Number(query.get('after') ?? Number.MAX_SAFE_INTEGER);
    const newest = Math.min(after - 1, this.newestOfRest(product));
    const page = this.ledger.between(product, newest - limit + 1, newest).reverse();
    const cursors = page.length > 0 ? { 'cb-before': String(page[0]?.id), 'cb-after': String(page.at(-1)?.id) } : {};
    return { headers: cursors, body: page.map(restTrade) };
  }

  /** One bad name fails the whole message. */
  #faultOf(products: readonly string[], channels: readonly string[]): string | null {
    const product = products.find((one) => !this.#products.has(one));
    if (product !== undefined) return `${product} is not a valid product`;
    const channel = channels.find((one) => !CHANNELS.includes(one));
    return channel === undefined ? null : `${channel} is not a valid channel`;
  }

  #subscribe(link: VenueLink, isOn: boolean, products: readonly string[], channels: readonly string[]): void {
    for (const name of products.flatMap((product) => channels.map((one) => `${one}:${product}`))) {
      if (isOn) link.subscriptions.add(name);
      else link.subscriptions.delete(name);
    }
    this.say(link, this.#subscriptions(link));
    if (isOn && channels.includes('matches')) this.#tellLast(link, products);
  }

  #tellLast(link: VenueLink, products: readonly string[]): void {
    for (const product of products) {
      const last = this.ledger.last(product);
      if (last) this.say(link, this.#match('last_match', last));
    }
  }

  #match(type: 'match' | 'last_match', { product, id, price, size, side, occurredAt }: LedgerTrade): string {
    this.#sequence += 3;
    const maker = side === 'BUY' ? 'sell' : 'buy';
    // By hand: it is written by the thousand in a second.
    return (
      `{"type":"${type}","trade_id":${id},"maker_order_id":"m","taker_order_id":"t","side":"${maker}","size":"${size}","price":"${price}",` +
      `"product_id":"${product}","sequence":${this.#sequence},"time":"${new Date(occurredAt).toISOString()}"}`
    );
  }

  #subscriptions(link: VenueLink): string {
    const channels = CHANNELS.map((name) => {
      const products = [...link.subscriptions].filter((one) => one.startsWith(`${name}:`)).map((one) => one.slice(name.length + 1));
      return { name, product_ids: products };
    });
    return JSON.stringify({ type: 'subscriptions', channels: channels.filter(({ product_ids: products }) => products.length > 0) });
  }

  #error(link: VenueLink, message: string, reason: string): void {
    this.say(link, JSON.stringify({ type: 'error', message, reason }));
  }

  async #beat(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.clock.sleep(HEARTBEAT_MS, signal);
      if (!signal.aborted) for (const product of this.#products) this.heartbeat(product);
    }
  }
}

function restTrade({ id, price, size, side, occurredAt }: LedgerTrade): object {
  // Here, too, the side is the maker's.
  return { trade_id: id, side: side === 'BUY' ? 'sell' : 'buy', size, price, time: new Date(occurredAt).toISOString() };
}
