import type { Provenance } from '@marketgraph/vocabulary';
import { CandleFold } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import type { CountDelta } from '../storage/count-writer.ts';
import type { Places, QuoteTickColumns, TickBatch, TradeColumns } from '../storage/tick-batch.ts';

/** What is new in a batch of one series. */
export class PriceGroup {
  readonly last = new CandleFold('LAST');
  readonly bid = new CandleFold('BID');
  readonly ask = new CandleFold('ASK');
  readonly #sizeSum = new DecimalSum();
  trades = 0;
  quotes = 0;
  newestAt = Number.NEGATIVE_INFINITY;
  receivedAt = 0;
  #lastTradeAt: number | null = null;

  constructor(
    readonly id: number,
    readonly symbol: string,
    readonly source: string,
    readonly provenance: Provenance,
  ) {}

  addTrade({ key, price, size, occurredAt, receivedAt, conditions }: TradeColumns, place: number): void {
    const [at, units] = [occurredAt[place] ?? 0, size[place] ?? '0'];
    this.last.add({ at, key: key[place] ?? 0, price: price[place] ?? '0', size: units, conditions: conditions[place] ?? null });
    this.trades += 1;
    this.#sizeSum.add(units);
    if (this.#lastTradeAt === null || at > this.#lastTradeAt) this.#lastTradeAt = at;
    this.#received(at, receivedAt[place] ?? 0);
  }

  addQuote({ key, bid, ask, occurredAt, receivedAt }: QuoteTickColumns, place: number): void {
    const [at, named] = [occurredAt[place] ?? 0, key[place] ?? 0];
    this.bid.add({ at, key: named, price: bid[place] ?? '0', size: null });
    this.ask.add({ at, key: named, price: ask[place] ?? '0', size: null });
    this.quotes += 1;
    this.#received(at, receivedAt[place] ?? 0);
  }

  counts(): CountDelta {
    const { id, provenance, trades, quotes, newestAt } = this;
    return { id, provenance, trades, quotes, newestAt, sizeSum: String(this.#sizeSum), lastTradeAt: this.#lastTradeAt };
  }

  #received(at: number, receivedAt: number): void {
    if (at > this.newestAt) this.newestAt = at;
    if (receivedAt > this.receivedAt) this.receivedAt = receivedAt;
  }
}

/** The groups of a batch, only those that got something new. */
export function groupNew(batch: TickBatch, ids: readonly number[], isNew: { trades: Places; quotes: Places }): PriceGroup[] {
  const groups = batch.series.map(({ symbol, source, provenance }, index) => new PriceGroup(ids[index] ?? 0, symbol, source, provenance));
  for (const place of isNew.trades) groups[batch.trades.of[place] ?? 0]?.addTrade(batch.trades, place);
  for (const place of isNew.quotes) groups[batch.quotes.of[place] ?? 0]?.addQuote(batch.quotes, place);
  return groups.filter(({ trades, quotes }) => trades + quotes > 0);
}
