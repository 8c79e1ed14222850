import type { FeedGap, Trade } from '../../domain/price-feed.ts';
import { type KeyRange, keysIn, TradeSequence } from '../../domain/trade-sequence.ts';
import type { KeptTrades } from './stream-position.ts';
import type { FoundTrades, MissingTrades } from './stream-venue.ts';
import {
  type AskFailure,
  gapOf,
  heardNothing,
  heardOf,
  holeText,
  joinHoles,
  type NewHole,
  openHole,
  type TradeHole,
} from './trade-hole.ts';

/** Trades overtake each other on their way: what is missing for a shorter time than this is not yet a gap. */
export const PATIENCE_MS = 1_500;
/** What is asked for at once: a page of any venue that we know. */
export const PAGE = 1_000;
/** More than a day away from the busiest venue; a hole of more is filled from its end. */
const MAX_MISSING = 10_000_000;
/** With so many gaps open, what else goes missing belongs to the last of them. */
const MANY_GAPS = 50;
const MAX_RANGES = 2_000;
/** No venue trades so much between two trades that we hear of: such a key is believed when another one follows it. */
const MAX_JUMP = 10_000_000;
/** Time never passes backwards by this much in a venue: a lower key so much later is a new count. */
const NEW_COUNT_MS = 60_000;
const UNKNOWN_LATEST_MS = 600_000;

/** One symbol's trades at a venue that numbers them: which were told, which are missing, and what is said of those. */
export class SymbolTrades {
  #sequence: TradeSequence;
  #holes: TradeHole[];
  /** Venue time of the trade with the greatest key, and the latest of all. */
  #newestAt: number;
  #latestAt: number;
  /** A gap whose end is not known yet, nor whether anything is missing in it. */
  #unsure: TradeHole | null;
  #doubted: number | null = null;
  #text: string | null = null;

  constructor(
    readonly symbol: string,
    readonly tell: (gap: FeedGap) => void,
    kept: KeptTrades | null,
    now: number,
  ) {
    this.#sequence = new TradeSequence(kept?.next ?? null, kept?.missing ?? []);
    const holes = (kept?.holes ?? []).map((hole) => ({ ...openHole({ ...hole, noticedAt: now }), told: hole.told, lost: hole.lost }));
    this.#holes = holes.filter((hole) => !isUnsure(hole));
    this.#unsure = holes.find(isUnsure) ?? null;
    this.#newestAt = kept?.newestAt ?? 0;
    // The newest need not be the latest: where that is not known, more time must pass.
    this.#latestAt = this.#newestAt + (kept ? UNKNOWN_LATEST_MS : 0);
  }

  /** What this trade is: one that is DOUBTFUL cannot be that far ahead. */
  take(trade: Trade, now: number): 'NEW' | 'REPEAT' | 'DOUBTFUL' {
    const { key, occurredAt } = trade;
    const { next } = this.#sequence;
    if (next !== null && key < next) return this.#takeEarlier(trade, now);
    if (next !== null && key > next + MAX_JUMP && !this.#isConfirmed(key)) return 'DOUBTFUL';
    this.#sequence.see(key);
    if (next !== null && key > next) this.#notice({ first: next, last: key - 1, since: this.#newestAt, until: occurredAt, noticedAt: now });
    else if (this.#unsure) this.#sure(occurredAt);
    if (this.#holes.length > 0) this.#endHoles(key, occurredAt);
    this.#newestAt = occurredAt;
    this.#latestAt = Math.max(this.#latestAt, occurredAt);
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
    const last = this.#holes.at(-1);
    if (last && !last.told && last.until === null && last.last === next - 1) last.last = key;
    else this.#notice({ first: next, last: key, since: this.#newestAt, until: null, noticedAt: now });
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
    return this.#holes.length === 0;
  }

  /** Holes that lasted become gaps, one for all that did since the last time; where the venue does not tell the past, they are lost. */
  ripen(now: number, isFillable: boolean): void {
    this.#tellRipe(now);
    if (isFillable) return;
    for (const hole of this.#holes.filter(({ told }) => told)) this.#giveUp(hole, hole, 'The venue does not tell the past.');
  }

  #tellRipe(now: number): void {
    const ripe = this.#holes.filter(({ told, noticedAt }) => !told && now - noticedAt >= PATIENCE_MS);
    const before = this.#holes.filter(({ told }) => told);
    const [first, ...others] = before.length < MANY_GAPS ? ripe : [...before.splice(-1), ...ripe];
    if (ripe.length === 0 || !first) return;
    const joined = joinHoles(first, others);
    this.#holes = [...before, joined, ...this.#holes.filter((hole) => !hole.told && !ripe.includes(hole))];
    joined.told = true;
    this.#text = null;
    this.#tellOpen(joined);
    this.#bound(joined);
  }

  /** What is to be asked for next: as many of the missing ones as a page can tell. */
  request(now: number): (MissingTrades & { readonly askAt: number }) | null {
    const told = this.#holes.filter((hole) => hole.told);
    const due = told.filter(({ askAt }) => askAt <= now).sort((a, b) => a.askAt - b.askAt)[0];
    const first = due && this.#sequence.missingWithin(due)[0]?.first;
    if (!due || first === undefined) return null;
    const page = { first, last: first + PAGE - 1 };
    const last = told.flatMap((hole) => this.#sequence.missingWithin(hole)).findLast((range) => range.first <= page.last)?.last ?? first;
    return { first, last: Math.min(last, page.last), since: due.knownAt, askAt: due.askAt };
  }

  /** What of an answer is news; what it lacks is asked for again, and given up in the end. */
  answered(asked: KeyRange, { trades, lostBelow, toldTo }: FoundTrades, now: number): Trade[] {
    const wanted = trades.filter(({ key }) => key >= asked.first && key <= asked.last).sort((a, b) => a.key - b.key);
    const holes = this.#asked(asked);
    const before = holes.map((hole) => this.#missingIn(hole));
    const news = wanted.filter((trade) => this.#sequence.see(trade.key) === 'NEW');
    // What never was is neither lost nor missing.
    if (toldTo !== undefined) this.#sequence.giveUp({ first: Math.max(asked.first, lostBelow ?? 0), last: Math.min(asked.last, toldTo) });
    this.#text = null;
    holes.forEach((hole, at) => {
      hole.knownAt = news.findLast(({ key }) => key >= hole.first && key <= hole.last)?.occurredAt ?? hole.knownAt;
      if (lostBelow !== null)
        this.#giveUp(hole, { first: hole.first, last: lostBelow - 1 }, 'The venue does not tell these trades any more.');
      const isProgress = this.#missingIn(hole) < (before[at] ?? 0);
      if (heardOf(hole, isProgress, this.#missingIn(hole, asked) === 0, now)) this.#settle(hole);
      else this.#giveUp(hole, asked, 'The venue was asked several times and did not tell them.');
    });
    return news;
  }

  /** No answer came. */
  failed(asked: KeyRange, failure: AskFailure, now: number): void {
    for (const hole of this.#asked(asked)) if (!heardNothing(hole, failure, now)) this.#giveUp(hole, hole, failure.reason);
  }

  /** Its part of the position, as JSON. */
  text(): string {
    if (this.#text !== null) return this.#text;
    const holes = [...this.#holes, ...(this.#unsure ? [this.#unsure] : [])].map((hole) =>
      holeText(hole, this.#sequence.missingWithin(hole)),
    );
    const rest = holes.length > 0 ? `,[${holes.join(',')}]` : '';
    this.#text = `${JSON.stringify(this.symbol)}:[${this.#sequence.next},${this.#newestAt}${rest}]`;
    return this.#text;
  }

  get begun(): boolean {
    return this.#sequence.next !== null;
  }

  #isConfirmed(key: number): boolean {
    const doubted = this.#doubted;
    this.#doubted = key;
    return doubted !== null && key > doubted && key <= doubted + MAX_JUMP;
  }

  #takeEarlier(trade: Trade, now: number): 'NEW' | 'REPEAT' | 'DOUBTFUL' {
    if (this.#sequence.see(trade.key) === 'NEW') {
      const hole = this.#holes.find(({ first, last }) => first <= trade.key && trade.key <= last);
      if (hole) this.#settle(hole);
      this.#latestAt = Math.max(this.#latestAt, trade.occurredAt);
      this.#text = null;
      return 'NEW';
    }
    // What was told last is the venue's newest still.
    if (trade.key + 1 === this.#sequence.next) this.#sure(now);
    if (!this.#isNewCount(trade)) return 'REPEAT';
    return this.#beginAnew(trade, now);
  }

  /** What was told is never told with a later time; a count that begins again begins low. */
  #isNewCount({ key, occurredAt }: Trade): boolean {
    return key * 2 < (this.#sequence.next ?? 0) && occurredAt > this.#latestAt + NEW_COUNT_MS;
  }

  /** Otherwise a venue that counts anew, or one key that was far off, would make every later trade a repeat. */
  #beginAnew(trade: Trade, now: number): 'NEW' | 'REPEAT' | 'DOUBTFUL' {
    const reason = 'The venue numbers its trades anew.';
    for (const hole of this.#holes) this.#giveUp(hole, hole, reason);
    this.#sure(trade.occurredAt);
    const hole = openHole({ first: trade.key, last: trade.key, since: this.#newestAt, until: trade.occurredAt, noticedAt: now });
    this.tell({ ...gapOf(this.symbol, hole, 'LOST', 0, reason), missing: null, id: `anew-${trade.key}` });
    this.#sequence = new TradeSequence();
    return this.take(trade, now);
  }

  /** Nothing was missed while the venue was away. */
  #sure(until: number): void {
    if (!this.#unsure) return;
    this.tell(gapOf(this.symbol, { ...this.#unsure, until: Math.max(until, this.#unsure.since) }, 'FILLED', 0, 'Nothing was missed.'));
    this.#unsure = null;
    this.#text = null;
  }

  #notice(noticed: NewHole): void {
    const hole = openHole(noticed);
    // Holes that are told come before those that are not.
    if (this.#unsure) this.#tellRipe(Number.POSITIVE_INFINITY);
    this.#holes.push(hole);
    if (this.#unsure) {
      // It was told by this id.
      this.#unsure = null;
      hole.told = true;
      hole.askAt += PATIENCE_MS;
      this.#tellOpen(hole);
      this.#bound(hole);
    }
    const [oldest] = this.#holes;
    if (oldest && this.#sequence.missing.length > MAX_RANGES) this.#giveUp(oldest, oldest, 'Too many trades are missing.');
  }

  #bound(hole: TradeHole): void {
    if (this.#missingIn(hole) <= MAX_MISSING) return;
    this.#giveUp(hole, { first: hole.first, last: hole.last - MAX_MISSING }, 'Too many trades are missing.');
  }

  /** The first trade after a hole tells where it ends. */
  #endHoles(key: number, occurredAt: number): void {
    for (let at = this.#holes.length - 1; at >= 0; at--) {
      const hole = this.#holes[at];
      if (!hole || hole.until !== null) return;
      if (hole.last >= key) continue;
      hole.until = occurredAt;
      if (hole.told) this.#tellOpen(hole);
    }
  }

  #asked(asked: KeyRange): TradeHole[] {
    return this.#holes.filter(({ told, first, last }) => told && first <= asked.last && last >= asked.first);
  }

  #giveUp(hole: TradeHole, range: KeyRange, reason: string): void {
    const given = { first: Math.max(hole.first, range.first), last: Math.min(hole.last, range.last) };
    if (given.first > given.last) return;
    hole.lost += this.#missingIn(hole, given);
    hole.answers = 0;
    this.#sequence.giveUp(given);
    this.#text = null;
    this.#settle(hole, reason);
  }

  #settle(hole: TradeHole, reason = 'Some of its trades did not come.'): void {
    if (this.#missingIn(hole) > 0 || !this.#holes.includes(hole)) return;
    this.#holes = this.#holes.filter((other) => other !== hole);
    // Noticed without a trade behind it, it was over by then.
    hole.until ??= Math.max(hole.since, hole.noticedAt);
    if (hole.lost > 0) this.tell(gapOf(this.symbol, hole, 'LOST', hole.lost, reason));
    else if (hole.told) this.tell(gapOf(this.symbol, hole, 'FILLED', 0, 'All of its trades came.'));
  }

  #tellOpen(hole: TradeHole): void {
    this.tell(gapOf(this.symbol, hole, 'OPEN', this.#missingIn(hole) + hole.lost, 'Numbers of trades are missing.'));
  }

  #missingIn(hole: KeyRange, within: KeyRange = hole): number {
    const range = { first: Math.max(hole.first, within.first), last: Math.min(hole.last, within.last) };
    return range.first > range.last ? 0 : keysIn(this.#sequence.missingWithin(range));
  }
}

/** A gap of which only the beginning is known. */
function isUnsure({ first, last }: KeyRange): boolean {
  return last < first;
}
