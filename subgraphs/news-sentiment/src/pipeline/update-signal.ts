import type { Log } from '@marketgraph/bus';
import type { AnyNewEvent } from '@marketgraph/events';
import { DAY_MS, type Provenance, SECOND_MS } from '@marketgraph/vocabulary';
import { COMPOSITE, type CompositeSignal, composeSignal } from '../domain/signals/composite-signal.ts';
import type { SentimentInput } from '../domain/signals/evidence.ts';
import { CLOSES_NEEDED } from '../domain/signals/price-readings.ts';
import type { Signal } from '../domain/signals/signal.ts';
import { closesBefore } from '../storage/price-points.ts';
import type { SentimentReader } from '../storage/sentiment-reader.ts';
import { newestArticleIds, saveSignal } from '../storage/signal-writer.ts';
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

/** Looks at one symbol as of the trigger. Answers the event of a signal that is new, null when there is nothing to tell. */
export async function updateSignal(options: SignalOptions, sql: Sql, trigger: Trigger): Promise<AnyNewEvent | null> {
  const state = await options.states.hold(sql, trigger.symbol);
  if (state && trigger.price !== null && trigger.at - state.seenAt < PRICE_PAUSE_MS && state.price !== null) return null;
  const seen = stateAfter(state, trigger);
  const composed = await compose(options, sql, seen);
  const signal = composed && toSignal(composed, seen);
  const told = signal !== null && isNews(signal, state) && (await saveSignal(sql, signal));
  await options.states.save(sql, told ? { ...seen, action: signal.action, score: signal.score } : seen);
  return told ? changedEvent(signal, trigger.receivedAt) : null;
}

/** An article may be older than the newest price: it is looked at as of now, and time never steps back. */
function stateAfter(state: SymbolState | null, { symbol, at, provenance, price }: Trigger): SymbolState {
  if (!state) return { symbol, seenAt: at, provenance, price, action: null, score: null };
  if (at < state.seenAt) return { ...state, price: state.price ?? price };
  return { ...state, seenAt: at, provenance, price: price ?? state.price };
}

async function compose(
  { sentiments }: SignalOptions,
  sql: Sql,
  { symbol, seenAt, price, action }: SymbolState,
): Promise<CompositeSignal | null> {
  const closes = await closesBefore(sql, symbol, seenAt, CLOSES_NEEDED);
  if (price !== null) closes.push(Number(price));
  const from = seenAt - SENTIMENT_WINDOW_MS;
  const [window] = await sentiments.windows([{ symbol, from, to: seenAt }], sql);
  const sentiment: SentimentInput | null = window
    ? { window, articleIds: await newestArticleIds(sql, symbol, from, seenAt, LISTED_ARTICLES) }
    : null;
  return composeSignal(closes, sentiment, action);
}

function toSignal(composed: CompositeSignal, { symbol, seenAt, provenance, action }: SymbolState): Signal {
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

function isNews({ action, score }: Signal, state: SymbolState | null): boolean {
  if (!state || state.score === null) return true;
  // Compared as shown, so that 0.12 - 0.10 is 0.02 and not a little less.
  return action !== state.action || Math.round(Math.abs(score - state.score) * 10_000) >= SMALLEST_MOVE * 10_000;
}

function changedEvent(signal: Signal, receivedAt: number): AnyNewEvent {
  const { signalId, symbol, action, previousAction, score, confidence, algorithm, issuedAt } = signal;
  const payload = { signalId, symbol, action, previousAction, score, confidence, algorithm, issuedAt };
  return { type: 'SignalChanged', key: symbol, occurredAt: issuedAt, receivedAt, payload };
}
