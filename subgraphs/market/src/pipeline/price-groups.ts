import type { Provenance } from '@marketgraph/vocabulary';
import { CandleFold } from '../domain/candle-fold.ts';
import { DecimalSum } from '../domain/decimal-sum.ts';
import { activeAt } from '../domain/source-spans.ts';
import type { CountDelta } from '../storage/count-writer.ts';
import { ownerOf, type SeriesState } from '../storage/series.ts';
import type { LineDelta, SourceLine } from '../storage/source-lines.ts';
import type { Places, QuoteTickColumns, TickBatch, TradeColumns } from '../storage/tick-batch.ts';

/** Whose candles a series makes: its own, or those of the line in which it counts for some of the time only. */
export interface CandleOwner {
  readonly id: number;
  readonly line: SourceLine | null;
}

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
  /** Of those that count for candles: all, unless another source was active at their time. */
  readonly counted = { trades: 0, lastTradeAt: Number.NEGATIVE_INFINITY, newestAt: Number.NEGATIVE_INFINITY };

  constructor(
    readonly id: number,
    readonly symbol: string,
    readonly source: string,
    readonly provenance: Provenance,
    readonly owner: CandleOwner = { id, line: null },
  ) {}

  addTrade({ key, price, size, occurredAt, receivedAt, conditions }: TradeColumns, place: number): void {
    const [at, units] = [occurredAt[place] ?? 0, size[place] ?? '0'];
    this.trades += 1;
    this.#sizeSum.add(units);
    if (this.#lastTradeAt === null || at > this.#lastTradeAt) this.#lastTradeAt = at;
    this.#received(at, receivedAt[place] ?? 0);
    if (!this.#counts(at)) return;
    this.last.add({ at, key: key[place] ?? 0, price: price[place] ?? '0', size: units, conditions: conditions[place] ?? null });
    this.counted.trades += 1;
    if (at > this.counted.lastTradeAt) this.counted.lastTradeAt = at;
  }

  addQuote({ key, bid, ask, occurredAt, receivedAt }: QuoteTickColumns, place: number): void {
    const [at, named] = [occurredAt[place] ?? 0, key[place] ?? 0];
    this.quotes += 1;
    this.#received(at, receivedAt[place] ?? 0);
    if (!this.#counts(at)) return;
    this.bid.add({ at, key: named, price: bid[place] ?? '0', size: null });
    this.ask.add({ at, key: named, price: ask[place] ?? '0', size: null });
  }

  counts(): CountDelta {
    const { id, provenance, trades, quotes, owner } = this;
    // The row of a line tells its event time, which only what counts moves.
    const newestAt = owner.line?.id === id ? finite(this.counted.newestAt) : this.newestAt;
    return { id, provenance, trades, quotes, newestAt, sizeSum: String(this.#sizeSum), lastTradeAt: this.#lastTradeAt };
  }

  #received(at: number, receivedAt: number): void {
    if (at > this.newestAt) this.newestAt = at;
    if (receivedAt > this.receivedAt) this.receivedAt = receivedAt;
  }

  #counts(at: number): boolean {
    const { line } = this.owner;
    if (line !== null && activeAt(line.spans, at) !== this.id) return false;
    if (at > this.counted.newestAt) this.counted.newestAt = at;
    return true;
  }
}

/** What batches add to the lines of their series. */
export function lineDeltas(groups: readonly PriceGroup[]): LineDelta[] {
  const ofLines = groups.filter(({ owner, counted }) => owner.line !== null && Number.isFinite(counted.newestAt));
  return [...Map.groupBy(ofLines, ({ owner }) => owner.id)].map(([line, own]) => ({
    line,
    trades: own.reduce((sum, { counted }) => sum + counted.trades, 0),
    lastTradeAt: finite(Math.max(...own.map(({ counted }) => counted.lastTradeAt))),
    newestAt: finite(Math.max(...own.map(({ counted }) => counted.newestAt))),
  }));
}

/** Of states that are locked. */
export function ownersOf(states: readonly SeriesState[], lines: ReadonlyMap<number, SourceLine>): (id: number) => CandleOwner {
  if (lines.size === 0) return (id) => ({ id, line: null });
  const owners = new Map(states.map((state) => [state.id, ownerOf(state)]));
  return (id) => ({ id: owners.get(id) ?? id, line: lines.get(owners.get(id) ?? id) ?? null });
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The groups of a batch, only those that got something new. */
export function groupNew(
  batch: TickBatch,
  ids: readonly number[],
  isNew: { trades: Places; quotes: Places },
  owner: (id: number) => CandleOwner,
): PriceGroup[] {
  const groups = batch.series.map(({ symbol, source, provenance }, index) => {
    const id = ids[index] ?? 0;
    return new PriceGroup(id, symbol, source, provenance, owner(id));
  });
  for (const place of isNew.trades) groups[batch.trades.of[place] ?? 0]?.addTrade(batch.trades, place);
  for (const place of isNew.quotes) groups[batch.quotes.of[place] ?? 0]?.addQuote(batch.quotes, place);
  return groups.filter(({ trades, quotes }) => trades + quotes > 0);
}
