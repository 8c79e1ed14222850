import type { FeedGap, Trade } from '../../domain/price-feed.ts';
import { type KeyRange, TradeSequence } from '../../domain/trade-sequence.ts';
import type { KeptTrades } from './stream-position.ts';
import type { FoundTrades } from './stream-venue.ts';
import { type AskFailure, gapOf, holeText, openHole, type TradeHole } from './trade-hole.ts';
import { TradeHoles } from './trade-holes.ts';

/** No venue trades so much between two trades that we hear of: such a key is believed when another one follows it. */
const MAX_JUMP = 10_000_000;
/** What comes again has the time that it had; a lower key that is later by more than roundings is a new count, if another one says so, too. */
const LATER_MS = 1_000;
const NEW_COUNT = 'The venue numbers its trades anew.';

type News = 'NEW' | 'REPEAT' | 'DOUBTFUL';

/** One symbol's trades at a venue that numbers them: which were told, which are missing, and what is said of those. */
export class SymbolTrades {
  #sequence: TradeSequence;
  #holes: TradeHoles;
  /** Venue time of the trade with the greatest key, and the latest of all. */
  #newestAt: number;
  #latestAt: number;
  /** A gap whose end is not known yet, nor whether anything is missing in it. */
  #unsure: TradeHole | null;
  #doubted: number | null = null;
  /** A lower key than the next one, at a time that no trade of that key had. */
  #again: { readonly key: number; readonly at: number } | null = null;
  #text: string | null = null;

  constructor(
    readonly symbol: string,
    readonly tell: (gap: FeedGap) => void,
    kept: KeptTrades | null,
    now: number,
  ) {
    this.#sequence = new TradeSequence(kept?.next ?? null, kept?.missing ?? []);
    const holes = (kept?.holes ?? []).map((hole) => ({ ...openHole({ ...hole, noticedAt: now }), told: hole.told, lost: hole.lost }));
    this.#holes = new TradeHoles(
      symbol,
      this.#sequence,
      tell,
      holes.filter((hole) => !isUnsure(hole)),
    );
    this.#unsure = holes.find(isUnsure) ?? null;
    this.#newestAt = kept?.newestAt ?? 0;
    this.#latestAt = kept?.latestAt ?? 0;
  }

  /** What this trade is: one that is DOUBTFUL cannot be that far ahead. */
  take(trade: Trade, now: number): News {
    const { key, occurredAt } = trade;
    const { next } = this.#sequence;
    if (next !== null && key < next) return this.#takeEarlier(trade, now);
    if (this.#isDoubtful(key)) return 'DOUBTFUL';
    this.#sequence.see(key);
    if (next !== null && key > next) this.#notice({ first: next, last: key - 1 }, occurredAt, now);
    else if (this.#unsure) this.#sure(occurredAt);
    if (!this.isWhole) this.#holes.end(key, occurredAt);
    this.#newestAt = occurredAt;
    this.#latestAt = Math.max(this.#latestAt, occurredAt);
    this.#again = null;
    this.#text = null;
    return 'NEW';
  }

  /** The venue has trades up to this one. */
  reach(key: number, now: number): void {
    const { next } = this.#sequence;
    if (next === null || key > next + MAX_JUMP) return;
    if (key === next - 1) this.#sure(now);
    if (key < next) return;
    this.#sequence.reach(key);
    this.#text = null;
    if (!this.#holes.extend(next, key)) this.#notice({ first: next, last: key }, null, now);
  }

  /** The venue is away: nobody knows whether anything is traded now. */
  away(now: number, reason: string): void {
    const { next } = this.#sequence;
    if (next === null || this.#unsure) return;
    this.#unsure = { ...openHole({ first: next, last: next - 1, since: this.#newestAt, until: null, noticedAt: now }), told: true };
    this.#text = null;
    this.tell({ ...gapOf(this.symbol, this.#unsure, 'OPEN', 0, reason), missing: null });
  }

  get isWhole(): boolean {
    return this.#holes.all.length === 0;
  }

  get newestAt(): number {
    return this.#newestAt;
  }

  get begun(): boolean {
    return this.#sequence.next !== null;
  }

  ripen(now: number, isFillable: boolean): void {
    this.#text = null;
    this.#holes.ripen(now, isFillable);
  }

  request(now: number): ReturnType<TradeHoles['request']> {
    return this.#holes.request(now);
  }

  answered(asked: KeyRange, found: FoundTrades, now: number): Trade[] {
    this.#text = null;
    return this.#holes.answered(asked, found, now);
  }

  failed(asked: KeyRange, failure: AskFailure, now: number): void {
    this.#text = null;
    this.#holes.failed(asked, failure, now);
  }

  /** Its part of the position, as JSON. */
  text(): string {
    if (this.#text !== null) return this.#text;
    const kept = this.#unsure ? [...this.#holes.all, this.#unsure] : this.#holes.all;
    const holes = kept.map((hole) => holeText(hole, this.#sequence.missingWithin(hole)));
    const latest = this.#latestAt > this.#newestAt ? `,${this.#latestAt}` : '';
    const rest = holes.length > 0 || latest !== '' ? `,[${holes.join(',')}]${latest}` : '';
    this.#text = `${JSON.stringify(this.symbol)}:[${this.#sequence.next},${this.#newestAt}${rest}]`;
    return this.#text;
  }

  #isDoubtful(key: number): boolean {
    const { next } = this.#sequence;
    if (key >= Number.MAX_SAFE_INTEGER) return true;
    if (next === null || key <= next + MAX_JUMP) return false;
    const doubted = this.#doubted;
    this.#doubted = key;
    return doubted === null || key <= doubted || key > doubted + MAX_JUMP;
  }

  #takeEarlier(trade: Trade, now: number): News {
    if (this.#sequence.see(trade.key) === 'NEW') {
      this.#holes.filled(trade.key);
      this.#latestAt = Math.max(this.#latestAt, trade.occurredAt);
      this.#text = null;
      return 'NEW';
    }
    // What was told last is the venue's newest still.
    if (trade.key + 1 === this.#sequence.next) this.#sure(now);
    if (trade.occurredAt <= this.#latestAt + LATER_MS) return 'REPEAT';
    const first = this.#again;
    this.#again = { key: trade.key, at: trade.occurredAt };
    return first && trade.key > first.key && trade.occurredAt >= first.at ? this.#beginAnew(first, trade, now) : 'REPEAT';
  }

  /** Otherwise a venue that counts anew, or one key that was far off, would make every later trade a repeat. */
  #beginAnew(first: { readonly key: number; readonly at: number }, trade: Trade, now: number): News {
    const until = first.at;
    const lost = openHole({ first: first.key, last: first.key, since: this.#newestAt, until, noticedAt: now });
    this.#holes.giveUpAll(NEW_COUNT);
    if (this.#unsure) this.tell({ ...gapOf(this.symbol, { ...this.#unsure, until }, 'LOST', 0, NEW_COUNT), missing: null });
    this.#unsure = null;
    this.tell({ ...gapOf(this.symbol, lost, 'LOST', 0, NEW_COUNT), missing: null, id: `anew-${first.at}` });
    // The first of them was taken for a repeat: now it is missing.
    this.#sequence = new TradeSequence(first.key);
    this.#holes = new TradeHoles(this.symbol, this.#sequence, this.tell);
    return this.take(trade, now);
  }

  /** Nothing was missed while the venue was away. */
  #sure(until: number): void {
    if (!this.#unsure) return;
    this.tell(gapOf(this.symbol, { ...this.#unsure, until: Math.max(until, this.#unsure.since) }, 'FILLED', 0, 'Nothing was missed.'));
    this.#unsure = null;
    this.#text = null;
  }

  #notice(range: KeyRange, until: number | null, now: number): void {
    this.#holes.notice({ ...range, since: this.#newestAt, until, noticedAt: now }, this.#unsure !== null);
    this.#unsure = null;
  }
}

/** A gap of which only the beginning is known. */
function isUnsure({ first, last }: KeyRange): boolean {
  return last < first;
}
