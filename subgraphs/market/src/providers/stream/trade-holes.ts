import type { FeedGap, Trade } from '../../domain/price-feed.ts';
import { type KeyRange, keysIn, type TradeSequence } from '../../domain/trade-sequence.ts';
import type { FoundTrades, MissingTrades } from './stream-venue.ts';
import { type AskFailure, gapOf, heardNothing, heardOf, joinHoles, type NewHole, openHole, type TradeHole } from './trade-hole.ts';

/** Trades overtake each other on their way: what is missing for a shorter time than this is not yet a gap. */
export const PATIENCE_MS = 1_500;
/** What is asked for at once: a page of any venue that we know. */
export const PAGE = 1_000;
/** More than a day away from the busiest venue; a hole of more is filled from its end. */
const MAX_MISSING = 10_000_000;
/** With so many gaps open, what else goes missing belongs to the last of them. */
const MANY_GAPS = 50;
/** Times of a venue's trades do not quite rise with their numbers. */
const SLACK_MS = 5_000;
const MAX_RANGES = 2_000;

/** The holes in a sequence of trades, by key, those that are told as gaps before those that are not yet. */
export class TradeHoles {
  #holes: TradeHole[];

  constructor(
    readonly symbol: string,
    readonly sequence: TradeSequence,
    readonly tell: (gap: FeedGap) => void,
    holes: readonly TradeHole[] = [],
  ) {
    this.#holes = [...holes];
  }

  get all(): readonly TradeHole[] {
    return this.#holes;
  }

  /** `isTold`: it goes on with a gap that is told by its id. */
  notice(noticed: NewHole, isTold: boolean): void {
    const hole = openHole(noticed);
    if (isTold) this.#tellRipe(Number.POSITIVE_INFINITY);
    this.#holes.push(hole);
    if (isTold) {
      hole.told = true;
      hole.askAt += PATIENCE_MS;
      this.#tellOpen(hole);
      this.#bound(hole);
    }
    const [oldest] = this.#holes;
    if (oldest && this.sequence.missing.length > MAX_RANGES) this.#giveUp(oldest, oldest, 'Too many trades are missing.');
  }

  /** There is more of the last hole, up to this key; false where it is told already, or ended. */
  extend(first: number, last: number): boolean {
    const newest = this.#holes.at(-1);
    if (!newest || newest.told || newest.until !== null || newest.last !== first - 1) return false;
    newest.last = last;
    return true;
  }

  /** The first trade after a hole tells where it ends. */
  end(key: number, occurredAt: number): void {
    for (let at = this.#holes.length - 1; at >= 0; at--) {
      const hole = this.#holes[at];
      if (!hole || hole.until !== null) return;
      if (hole.last >= key) continue;
      hole.until = occurredAt;
      if (hole.told) this.#tellOpen(hole);
    }
  }

  /** One of the missing trades came. */
  filled(key: number): void {
    const hole = this.#holes.find(({ first, last }) => first <= key && key <= last);
    if (hole) this.#settle(hole);
  }

  giveUpAll(reason: string): void {
    for (const hole of this.#holes) this.#giveUp(hole, hole, reason);
  }

  /** Holes that lasted become gaps, one for all that did since the last time; where the venue does not tell the past, they are lost. */
  ripen(now: number, isFillable: boolean): void {
    this.#tellRipe(now);
    if (isFillable) return;
    for (const hole of this.#holes.filter(({ told }) => told)) this.#giveUp(hole, hole, 'The venue does not tell the past.');
  }

  /** What is to be asked for next: as many of the missing ones as a page can tell. */
  request(now: number): (MissingTrades & { readonly askAt: number }) | null {
    const told = this.#holes.filter((hole) => hole.told);
    const due = told.filter(({ askAt }) => askAt <= now).sort((a, b) => a.askAt - b.askAt)[0];
    const first = due && this.sequence.missingWithin(due)[0]?.first;
    if (!due || first === undefined) return null;
    const page = { first, last: first + PAGE - 1 };
    const last = told.flatMap((hole) => this.sequence.missingWithin(hole)).findLast((range) => range.first <= page.last)?.last ?? first;
    return { first, last: Math.min(last, page.last), since: due.knownAt, askAt: due.askAt };
  }

  /** What of an answer is news; what it lacks is asked for again, and given up in the end. */
  answered(asked: KeyRange, { trades, lostBelow, toldTo }: FoundTrades, now: number): Trade[] {
    const within = trades.filter(({ key }) => key >= asked.first && key <= asked.last).sort((a, b) => a.key - b.key);
    const wanted = within.filter((trade) => this.#isOfItsHole(trade));
    const holes = this.#asked(asked);
    const before = holes.map((hole) => this.#missingIn(hole));
    const news = wanted.filter((trade) => this.sequence.see(trade.key) === 'NEW');
    // What never was is neither lost nor missing.
    if (toldTo !== undefined && wanted.length === within.length)
      this.sequence.giveUp({ first: Math.max(asked.first, lostBelow ?? 0), last: Math.min(asked.last, toldTo) });
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

  #tellRipe(now: number): void {
    const ripe = this.#holes.filter(({ told, noticedAt }) => !told && now - noticedAt >= PATIENCE_MS);
    const before = this.#holes.filter(({ told }) => told);
    const [first, ...others] = before.length < MANY_GAPS ? ripe : [...before.splice(-1), ...ripe];
    if (ripe.length === 0 || !first) return;
    const joined = joinHoles(first, others);
    this.#holes = [...before, joined, ...this.#holes.filter((hole) => !hole.told && !ripe.includes(hole))];
    joined.told = true;
    this.#tellOpen(joined);
    this.#bound(joined);
  }

  #bound(hole: TradeHole): void {
    if (this.#missingIn(hole) <= MAX_MISSING) return;
    this.#giveUp(hole, { first: hole.first, last: hole.last - MAX_MISSING }, 'Too many trades are missing.');
  }

  /** After a venue began to count anew it may tell an older trade of the same number. */
  #isOfItsHole({ key, occurredAt }: Trade): boolean {
    const hole = this.#holes.find(({ first, last }) => first <= key && key <= last);
    if (!hole) return true;
    const until = hole.until ?? Number.POSITIVE_INFINITY;
    return occurredAt >= Math.min(hole.since, until) - SLACK_MS && occurredAt <= Math.max(hole.since, until) + SLACK_MS;
  }

  #asked(asked: KeyRange): TradeHole[] {
    return this.#holes.filter(({ told, first, last }) => told && first <= asked.last && last >= asked.first);
  }

  #giveUp(hole: TradeHole, range: KeyRange, reason: string): void {
    const given = { first: Math.max(hole.first, range.first), last: Math.min(hole.last, range.last) };
    if (given.first > given.last) return;
    hole.lost += this.#missingIn(hole, given);
    hole.answers = 0;
    this.sequence.giveUp(given);
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
    return range.first > range.last ? 0 : keysIn(this.sequence.missingWithin(range));
  }
}
