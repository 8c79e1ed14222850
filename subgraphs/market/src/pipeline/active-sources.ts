import type { NewEvent, SourceChanged } from '@marketgraph/events';
import { SECOND_MS } from '@marketgraph/vocabulary';
import { activeNow, afterSwitch, type SourceSpans } from '../domain/source-spans.ts';
import type { PriceMarks } from './ingest-events.ts';

/** Which source of a symbol counts, where it has several: what ingest asks of each price before it is told. */
export interface SourceMarks extends PriceMarks {
  /** Calls back with the symbols for which the source has become active: their quotes are to be told again. Answers how to stop that. */
  onActive(source: string, tell: (symbols: readonly string[]) => void): () => void;
  /** Venue time from which on the active source counts. */
  countsFrom(symbol: string): number;
}

/** A venue whose clock is further ahead is cut here: until its last time has come nothing of the others would count. */
const MOST_AHEAD_MS = SECOND_MS;

type Tell = (symbols: readonly string[]) => void;

/** Which source is active for each symbol that has several, as the log tells it; and the switches that this process is about to tell. */
export class ActiveSources implements SourceMarks {
  readonly #spans = new Map<string, SourceSpans<string>>();
  /** Venue time of the newest price, by symbol and source. */
  readonly #newestAt = new Map<string, number>();
  readonly #listeners = new Map<string, Set<Tell>>();
  /** The source that a switch names which the log may have taken: until the log tells it nobody is active, and then it. */
  readonly #switching = new Map<string, { readonly source: string; readonly isTold: boolean }>();

  /** `order`: the sources of each symbol that has several, the preferred one first. */
  constructor(readonly order: ReadonlyMap<string, readonly string[]>) {}

  markOf(symbol: string, source: string, newestAt: number | null): 'STANDBY' | undefined {
    if (!this.#isAlternative(symbol, source)) return undefined;
    if (newestAt !== null) this.priced(symbol, source, newestAt);
    const switching = this.#switching.get(symbol);
    const active = switching ? (switching.isTold ? switching.source : null) : this.activeOf(symbol);
    return active === source ? undefined : 'STANDBY';
  }

  onActive(source: string, tell: Tell): () => void {
    const listeners = this.#listeners.get(source) ?? new Set<Tell>();
    this.#listeners.set(source, listeners.add(tell));
    return () => listeners.delete(tell);
  }

  /** As far as the log has told; before its first word the preferred one. */
  activeOf(symbol: string): string | null {
    return activeNow(this.#spans.get(symbol) ?? []) ?? this.order.get(symbol)?.[0] ?? null;
  }

  countsFrom(symbol: string): number {
    return this.#spans.get(symbol)?.at(-1)?.from ?? Number.NEGATIVE_INFINITY;
  }

  /** Symbols with alternatives, now or before. */
  symbols(): string[] {
    return [...new Set([...this.order.keys(), ...this.#spans.keys()])];
  }

  isSwitching(symbol: string): boolean {
    return this.#switching.has(symbol);
  }

  priced(symbol: string, source: string, at: number): void {
    const name = `${symbol} ${source}`;
    if (at > (this.#newestAt.get(name) ?? Number.NEGATIVE_INFINITY)) this.#newestAt.set(name, at);
  }

  /** What is recorded, at the start and after a gap in the log. */
  restore(spans: ReadonlyMap<string, SourceSpans<string>>): void {
    for (const [symbol, own] of spans) this.#spans.set(symbol, own);
    this.#switching.clear();
  }

  /** What the log tells, in its order. */
  apply(change: SourceChanged): void {
    const { symbol, source } = change;
    const before = this.activeOf(symbol);
    const spans = afterSwitch(this.#spans.get(symbol) ?? [], change);
    this.#switching.delete(symbol);
    if (!spans) return;
    this.#spans.set(symbol, spans);
    if (before !== source) for (const tell of this.#listeners.get(source) ?? []) tell([symbol]);
  }

  /**
   * Begins a switch: from here on what this process tells of the symbol is STANDBY, so that nothing of the old source that is newer than
   * the switch is told as if it counted.
   */
  begin(symbol: string, source: string, reason: string, now: number): NewEvent<'SourceChanged'> {
    const previous = this.activeOf(symbol);
    const since = this.countsFrom(symbol);
    const told = this.#newestAt.get(`${symbol} ${previous}`) ?? 0;
    this.#switching.set(symbol, { source, isTold: false });
    const from = Math.max(Math.min(Math.floor(told) + 1, now + MOST_AHEAD_MS), Math.floor(since) + 1);
    return sourceChanged({ symbol, source, previous, sources: [...(this.order.get(symbol) ?? [source])], from, reason }, now);
  }

  /** The log has taken it: what this process tells from now on lies behind it. */
  told({ symbol, source }: SourceChanged): void {
    if (this.#switching.get(symbol)?.source === source) this.#switching.set(symbol, { source, isTold: true });
  }

  /** The log did not take it, as far as is known: should it have, the log tells. */
  failed({ symbol }: SourceChanged): void {
    this.#switching.delete(symbol);
  }

  /** To be told before any price: who may replace whom, and who begins. `known`: sources of which a quote is recorded. */
  declarations(known: ReadonlySet<string>, now: number): NewEvent<'SourceChanged'>[] {
    return [...this.order].map(([symbol, sources]) => {
      const active = activeNow(this.#spans.get(symbol) ?? []);
      const [preferred = ''] = sources;
      // What was recorded so far goes on until the preferred one has been well for a while.
      const first = sources.find((source) => known.has(`${symbol} ${source}`)) ?? preferred;
      const change = { symbol, source: active ?? first, previous: active, sources: [...sources], from: null };
      return sourceChanged({ ...change, reason: active === null ? 'It begins.' : 'Its alternatives are told again.' }, now);
    });
  }

  #isAlternative(symbol: string, source: string): boolean {
    const sources = this.order.get(symbol) ?? this.#spans.get(symbol)?.map((span) => span.source) ?? [];
    return sources.includes(source);
  }
}

function sourceChanged(payload: SourceChanged, now: number): NewEvent<'SourceChanged'> {
  return { type: 'SourceChanged', key: payload.symbol, occurredAt: now, receivedAt: now, payload };
}
