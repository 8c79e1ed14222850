import type { Log } from '@marketgraph/bus';
import type { AnyNewEvent } from '@marketgraph/events';
import { DAY_MS, type Provenance, SECOND_MS } from '@marketgraph/vocabulary';
import { COMPOSITE, composeSignal } from '../domain/signals/composite-signal.ts';
import { CLOSES_NEEDED } from '../domain/signals/price-readings.ts';
import type { Signal } from '../domain/signals/signal.ts';
import { closesBefore } from '../storage/price-points.ts';
import type { SentimentReader } from '../storage/sentiment-reader.ts';
import { newestArticleIds, saveSignals } from '../storage/signal-writer.ts';
import type { Sql } from '../storage/sql.ts';
import type { SymbolState, SymbolStates } from '../storage/symbol-states.ts';
import type { Transactions } from './stores.ts';

export interface SignalOptions {
  readonly log: Pick<Log, 'consume' | 'appendIn'>;
  readonly database: Transactions;
  readonly sentiments: SentimentReader;
  readonly states: SymbolStates;
}

/** A reason to look at one symbol again. */
export interface Trigger {
  readonly symbol: string;
  readonly at: number;
  readonly receivedAt: number;
  readonly provenance: Provenance;
  /** Null when an article is the reason. */
  readonly price: string | null;
}

/** Prices of one symbol lead to one look in this much event time. */
export const PRICE_PAUSE_MS = 10 * SECOND_MS;
export const SENTIMENT_WINDOW_MS = DAY_MS;

/** A score that moved less than this since the last signal is no news. */
const SMALLEST_MOVE = 0.02;
const LISTED_ARTICLES = 5;

interface Look {
  readonly before: SymbolState | null;
  readonly seen: SymbolState;
  readonly receivedAt: number;
}

/**
 * Looks at several symbols, each as of its one trigger, with one statement of each kind for all of them. Answers the events of signals
 * that are new; `states`, where the held symbols stand, moves along.
 */
export async function updateSignals(
  options: SignalOptions,
  sql: Sql,
  states: Map<string, SymbolState>,
  triggers: readonly Trigger[],
): Promise<AnyNewEvent[]> {
  const looks = triggers.flatMap((trigger) => lookOf(states.get(trigger.symbol) ?? null, trigger));
  if (looks.length === 0) return [];
  const composed = await compose(
    options,
    sql,
    looks.map(({ seen }) => seen),
  );
  const signals = looks.map(({ before }, index) => newsIn(composed[index] ?? null, before));
  const stored = await saveSignals(
    sql,
    signals.filter((signal) => signal !== null),
  );
  const told = signals.map((signal) => (signal && stored.has(signal.signalId) ? signal : null));
  const after = looks.map(({ seen }, index) => stateOf(seen, told[index] ?? null));
  await options.states.save(sql, after);
  for (const state of after) states.set(state.symbol, state);
  return looks.flatMap(({ receivedAt }, index) => eventOf(told[index] ?? null, receivedAt));
}

function lookOf(before: SymbolState | null, trigger: Trigger): Look[] {
  if (before && trigger.price !== null && trigger.at - before.seenAt < PRICE_PAUSE_MS && before.price !== null) return [];
  return [{ before, seen: stateAfter(before, trigger), receivedAt: trigger.receivedAt }];
}

function stateOf(seen: SymbolState, told: Signal | null): SymbolState {
  return told ? { ...seen, action: told.action, score: told.score } : seen;
}

/** An article may be older than the newest price: it is looked at as of now, and time never steps back. */
function stateAfter(state: SymbolState | null, { symbol, at, provenance, price }: Trigger): SymbolState {
  if (!state) return { symbol, seenAt: at, provenance, price, action: null, score: null };
  if (at < state.seenAt) return { ...state, price: state.price ?? price };
  return { ...state, seenAt: at, provenance, price: price ?? state.price };
}

async function compose({ sentiments }: SignalOptions, sql: Sql, states: readonly SymbolState[]): Promise<(Signal | null)[]> {
  const asked = states.map(({ symbol, seenAt }) => ({ symbol, at: seenAt, from: seenAt - SENTIMENT_WINDOW_MS, to: seenAt }));
  const closes = await closesBefore(sql, asked, CLOSES_NEEDED);
  const windows = await sentiments.windows(asked, sql);
  const articleIds = await newestArticleIds(sql, asked, LISTED_ARTICLES);
  return states.map((state, index) => {
    const prices = [...(closes[index] ?? []), ...(state.price === null ? [] : [Number(state.price)])];
    const window = windows[index] ?? null;
    return toSignal(composeSignal(prices, window && { window, articleIds: articleIds[index] ?? [] }, state.action), state);
  });
}

function toSignal(composed: ReturnType<typeof composeSignal>, { symbol, seenAt, provenance, action }: SymbolState): Signal | null {
  if (!composed) return null;
  return {
    ...composed,
    signalId: `${symbol}@${seenAt}`,
    symbol,
    previousAction: action,
    algorithm: COMPOSITE,
    issuedAt: seenAt,
    provenance,
  };
}

function newsIn(signal: Signal | null, state: SymbolState | null): Signal | null {
  if (!signal || !state || state.score === null) return signal;
  // Compared as shown, so that 0.12 - 0.10 is 0.02 and not a little less.
  const moved = Math.round(Math.abs(signal.score - state.score) * 10_000) >= SMALLEST_MOVE * 10_000;
  return moved || signal.action !== state.action ? signal : null;
}

function eventOf(signal: Signal | null, receivedAt: number): AnyNewEvent[] {
  if (!signal) return [];
  const { signalId, symbol, action, previousAction, score, confidence, algorithm, issuedAt } = signal;
  const payload = { signalId, symbol, action, previousAction, score, confidence, algorithm, issuedAt };
  return [{ type: 'SignalChanged', key: symbol, occurredAt: issuedAt, receivedAt, payload }];
}
