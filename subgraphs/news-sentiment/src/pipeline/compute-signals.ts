import type { Batch } from '@marketgraph/bus';
import type { AnyEvent, AnyNewEvent } from '@marketgraph/events';
import type { Part } from '@marketgraph/service';
import { consumeInGroup } from './consume-in-group.ts';
import { PRICE_PAUSE_MS, type SignalOptions, type Trigger, updateSignals } from './update-signal.ts';

/** Symbols looked at together: what composes them holds up everything else in the process for a few milliseconds. */
const AT_ONCE = 20;

export function computeSignals(options: SignalOptions): Part {
  const handle = createSignalHandler(options);
  return consumeInGroup('signal composer', options.log, {
    group: 'news-signals',
    types: ['ArticleScored', 'PricesReceived'],
    maxEntries: 500,
    start: 'oldest',
    handle,
  });
}

/** Signals, the states they lead to, their events and the acknowledgement commit together. */
export function createSignalHandler(options: SignalOptions): (batch: Batch) => Promise<void> {
  // What this process has looked at; the truth is in the states, which every look reads again.
  const looked = new Map<string, number>();
  return async (batch) => {
    const due = dueTriggers(
      batch.events.map(({ event }) => event),
      looked,
    );
    if (due.length === 0) return;
    await options.database.transaction(async (sql) => {
      const events: AnyNewEvent[] = [];
      const states = await options.states.hold(sql, [...new Set(due.map(({ symbol }) => symbol))]);
      for (const triggers of piecesOf(due)) events.push(...(await updateSignals(options, sql, states, triggers)));
      await batch.acknowledgeIn(sql);
      if (events.length > 0) await options.log.appendIn(sql, events);
    });
    for (const { symbol, at, price } of due) if (price !== null) looked.set(symbol, Math.max(at, looked.get(symbol) ?? 0));
  };
}

function dueTriggers(events: readonly AnyEvent[], looked: ReadonlyMap<string, number>): Trigger[] {
  const due: Trigger[] = [];
  const last = new Map(looked);
  for (const event of events) {
    for (const trigger of triggersOf(event)) {
      if (trigger.price !== null) {
        if (trigger.at - (last.get(trigger.symbol) ?? Number.NEGATIVE_INFINITY) < PRICE_PAUSE_MS) continue;
        last.set(trigger.symbol, trigger.at);
      }
      due.push(trigger);
    }
  }
  return due;
}

/** Pieces of different symbols: the triggers of one symbol are looked at one after the other, by their times. */
function piecesOf(due: readonly Trigger[]): Trigger[][] {
  const rounds: Trigger[][] = [];
  const turns = new Map<string, number>();
  for (const trigger of due.toSorted((a, b) => a.at - b.at)) {
    const turn = turns.get(trigger.symbol) ?? 0;
    turns.set(trigger.symbol, turn + 1);
    rounds[turn] = [...(rounds[turn] ?? []), trigger];
  }
  return rounds.flatMap((round) =>
    Array.from({ length: Math.ceil(round.length / AT_ONCE) }, (_, piece) => round.slice(piece * AT_ONCE, (piece + 1) * AT_ONCE)),
  );
}

function triggersOf(event: AnyEvent): Trigger[] {
  const { occurredAt: at, receivedAt } = event;
  if (event.type === 'PricesReceived') {
    const { symbol, provenance, quote, mark } = event.payload;
    return mark !== undefined ? [] : [{ symbol, at, receivedAt, provenance, price: quote.price }];
  }
  if (event.type !== 'ArticleScored') return [];
  const { provenance, mentions } = event.payload;
  return mentions.map(({ symbol }) => ({ symbol, at, receivedAt, provenance, price: null }));
}
