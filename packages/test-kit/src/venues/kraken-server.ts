import { krakenSymbols } from './kraken-symbols.ts';
import { LedgerServer } from './ledger-server.ts';
import type { LedgerTrade } from './venue-ledger.ts';
import type { VenueLink } from './venue-link.ts';
import type { RestRequest, RestResponse, VenueServerOptions } from './venue-server.ts';

const HEARTBEAT_MS = 1_000;
const SNAPSHOT_TRADES = 50;
const MAX_PAGE = 1_000;
const MESSAGES_PER_SECOND = 10;
const REST_BURST = 15;

export interface KrakenServerOptions extends VenueServerOptions {
  /** As version 2 names them: BTC/USD. */
  readonly products: readonly string[];
  readonly firstId?: number;
}

type Channel = 'trade' | 'ticker';

/** Kraken's websocket version 2 and its REST endpoint of trades, as strictly as the real ones play them. */
export class KrakenServer extends LedgerServer {
  readonly #products: Set<string>;
  readonly #quotes = new Map<string, string>();
  readonly #times = new WeakMap<VenueLink, number[]>();
  #restTimes: number[] = [];

  constructor(override readonly options: KrakenServerOptions) {
    // It answers those who are too fast instead of cutting them off.
    super({ ...options, messagesPerSecond: Number.POSITIVE_INFINITY });
    this.#products = new Set(options.products);
    void this.#beat();
  }

  /** Tells trades, once more if they were told: several of them in one frame. */
  override tell(...trades: readonly LedgerTrade[]): void {
    for (const product of new Set(trades.map((trade) => trade.product))) {
      const told = trades.filter((trade) => trade.product === product).map(wireTrade);
      this.broadcast(frame('trade', 'update', told), `trade:${product}`);
    }
  }

  quote(product: string, bid: string, ask: string): void {
    const last = this.ledger.last(product)?.price ?? bid;
    const told = `{"symbol":"${product}","bid":${bid},"bid_qty":1.0,"ask":${ask},"ask_qty":1.0,"last":${last},"volume":10.0,"change":0.0}`;
    this.#quotes.set(product, told);
    this.broadcast(frame('ticker', 'update', [told]), `ticker:${product}`);
  }

  protected override welcome(link: VenueLink): void {
    if (new URL(link.target, 'ws://venue').pathname !== '/v2') link.ws.close(1008, 'no such path');
    const status = { version: '2.0.10', system: 'online', api_version: 'v2', connection_id: 13_834_774 };
    this.say(link, JSON.stringify({ channel: 'status', type: 'update', data: [status] }));
  }

  protected override hear(link: VenueLink, message: string): void {
    if (this.#isTooFast(link)) this.say(link, '{"Error":"Exceeded msg rate"}');
    else for (const answer of this.#answers(link, parsed(message))) this.say(link, answer);
  }

  #answers(link: VenueLink, { method, params, req_id: request }: Message): string[] {
    const told = { time_in: this.#time(), time_out: this.#time(), ...(request === undefined ? {} : { req_id: request }) };
    if (method === 'ping') return [JSON.stringify({ method: 'pong', ...told })];
    const { channel, symbol: symbols, snapshot } = parsed(params);
    const isOfPrices = channel === 'trade' || channel === 'ticker';
    if ((method !== 'subscribe' && method !== 'unsubscribe') || !isOfPrices || !Array.isArray(symbols)) {
      return [JSON.stringify({ error: 'Malformed request', method, success: false, ...told })];
    }
    const isWithPast = (snapshot ?? channel === 'ticker') === true;
    return symbols.flatMap((symbol) => this.#change(link, method, { channel, symbol: String(symbol), isWithPast, told }));
  }

  protected override rest({ path, query }: RestRequest): RestResponse {
    if (path !== '/0/public/Trades') return { status: 404, body: { error: ['EGeneral:Unknown method'] } };
    const now = this.clock.now();
    this.#restTimes = [...this.#restTimes.filter((time) => now - time < REST_BURST * 1_000), now];
    if (this.#restTimes.length > REST_BURST * 2) return { body: { error: ['EGeneral:Too many requests'] } };
    const product = krakenSymbols.ofRest(query.get('pair') ?? '', [...this.#products]);
    if (product === null) return { body: { error: ['EQuery:Unknown asset pair'] } };
    const since = query.get('since');
    if (since !== null && !/^\d+$/.test(since)) return { body: { error: ['EGeneral:Invalid arguments'] } };
    const rows = this.#page(product, since, Math.min(Number(query.get('count') ?? MAX_PAGE), MAX_PAGE));
    const newest = rows.at(-1);
    const last = newest ? String(nanoseconds(newest)) : (since ?? '0');
    return { body: `{"error":[],"result":{"${krakenSymbols.restKey(product)}":[${rows.map(restRow).join(',')}],"last":"${last}"}}` };
  }

  /** Those after a time, or the newest. */
  #page(product: string, since: string | null, count: number): LedgerTrade[] {
    const told = this.ledger.between(product, 0, this.newestOfRest(product));
    if (since === null) return told.slice(-count);
    const after = BigInt(since);
    const afterMs = Number(after / 1_000_000n);
    const isLater = (trade: LedgerTrade) => trade.occurredAt > afterMs || (trade.occurredAt === afterMs && nanoseconds(trade) > after);
    return told.filter(isLater).slice(0, count);
  }

  #change(link: VenueLink, method: 'subscribe' | 'unsubscribe', { channel, symbol, isWithPast, told }: Subscription): string[] {
    const name = `${channel}:${symbol}`;
    const fault = this.#faultOf(symbol, method === 'subscribe' && link.subscriptions.has(name));
    if (fault !== null) return [JSON.stringify({ error: fault, method, success: false, symbol, ...told })];
    const done = JSON.stringify({ method, result: { channel, snapshot: isWithPast, symbol }, success: true, ...told });
    if (method === 'unsubscribe') link.subscriptions.delete(name);
    else link.subscriptions.add(name);
    return method === 'subscribe' && isWithPast ? [done, ...this.#past(channel, symbol)] : [done];
  }

  #faultOf(symbol: string, isKnown: boolean): string | null {
    if (!this.#products.has(symbol)) return `Currency pair not supported ${symbol}`;
    return isKnown ? 'Already subscribed' : null;
  }

  #past(channel: Channel, symbol: string): string[] {
    if (channel === 'trade') return [frame('trade', 'snapshot', this.ledger.of(symbol).slice(-SNAPSHOT_TRADES).map(wireTrade))];
    const quote = this.#quotes.get(symbol);
    return quote === undefined ? [] : [frame('ticker', 'snapshot', [quote])];
  }

  #isTooFast(link: VenueLink): boolean {
    const now = this.clock.now();
    const times = [...(this.#times.get(link) ?? []).filter((time) => now - time < 1_000), now];
    this.#times.set(link, times);
    return times.length > (this.options.messagesPerSecond ?? MESSAGES_PER_SECOND);
  }

  #time(): string {
    return new Date(this.clock.now()).toISOString();
  }

  async #beat(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.clock.sleep(HEARTBEAT_MS, signal);
      for (const link of signal.aborted ? [] : this.links) if (link.subscriptions.size > 0) this.say(link, '{"channel":"heartbeat"}');
    }
  }
}

type Message = Readonly<Record<string, unknown>>;

interface Subscription {
  readonly channel: Channel;
  readonly symbol: string;
  readonly isWithPast: boolean;
  readonly told: object;
}

function parsed(message: unknown): Record<string, unknown> {
  try {
    const json: unknown = typeof message === 'string' ? JSON.parse(message) : message;
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function frame(channel: Channel, type: 'snapshot' | 'update', data: readonly string[]): string {
  return `{"channel":"${channel}","type":"${type}","data":[${data.join(',')}]}`;
}

/** Amounts are JSON numbers, with the digits of the ledger; times have microseconds, which here tell trades of one millisecond apart. */
function wireTrade(trade: LedgerTrade): string {
  const { product, id, price, size, side, occurredAt } = trade;
  const time = new Date(occurredAt).toISOString().replace('Z', `${microseconds(trade)}Z`);
  return (
    `{"symbol":"${product}","side":"${side.toLowerCase()}","price":${price},"qty":${size},"ord_type":"market","trade_id":${id},` +
    `"timestamp":"${time}"}`
  );
}

function restRow(trade: LedgerTrade): string {
  const { id, price, size, side, occurredAt } = trade;
  const seconds = `${Math.floor(occurredAt / 1_000)}.${String(occurredAt % 1_000).padStart(3, '0')}${microseconds(trade)}`;
  return `["${price}","${size}",${seconds},"${side === 'BUY' ? 'b' : 's'}","m","",${id}]`;
}

function microseconds({ id }: LedgerTrade): string {
  return String(id % 1_000).padStart(3, '0');
}

function nanoseconds(trade: LedgerTrade): bigint {
  return BigInt(trade.occurredAt) * 1_000_000n + BigInt(Number(microseconds(trade)) * 1_000);
}
