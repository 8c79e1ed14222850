import type { Batch } from '@marketgraph/bus';
import type { AnyEvent, AnyNewEvent } from '@marketgraph/events';
import type { Part } from '@marketgraph/service';
import { consumeInGroup } from './consume-in-group.ts';
import { PRICE_PAUSE_MS, type SignalOptions, type Trigger, updateSignal } from './update-signal.ts';

export function computeSignals(options: SignalOptions): Part {
  const handle = createSignalHandler(options);
  return consumeInGroup('signal composer', options.log, {
    group: 'news-signals',
    types: ['ArticleScored', 'PricesReceived'],
    maxEntries: 200,
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
      // Sorted, so that two partitions whose articles speak of the same instruments never wait for each other in a circle.
      for (const trigger of due.toSorted((a, b) => (a.symbol === b.symbol ? a.at - b.at : a.symbol < b.symbol ? -1 : 1))) {
        const changed = await updateSignal(options, sql, trigger);
        if (changed) events.push(changed);
      }
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

function triggersOf(event: AnyEvent): Trigger[] {
  const { occurredAt: at, receivedAt } = event;
  if (event.type === 'PricesReceived') {
    const { symbol, provenance, quote } = event.payload;
    return [{ symbol, at, receivedAt, provenance, price: quote.price }];
  }
  if (event.type !== 'ArticleScored') return [];
  const { provenance, mentions } = event.payload;
  return mentions.map(({ symbol }) => ({ symbol, at, receivedAt, provenance, price: null }));
}
