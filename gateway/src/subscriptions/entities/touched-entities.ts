import type { AnyEvent } from '@marketgraph/events';
import { keyOf, type NodeType, nodeTypes } from '@marketgraph/vocabulary';

/** Which entities an event may have changed. */
export interface Touched {
  /** EVERYTHING: it does not tell which. */
  readonly subjects: readonly string[] | 'EVERYTHING';
  /** Only as this user sees them; null: as everyone does. */
  readonly viewerId: string | null;
}

/** An entity by its type and its owner's own key, whichever key it was asked for by. */
export function subject(type: NodeType, key: string): string {
  return `${type} ${key}`;
}

/** Null for what cannot be told apart from others by its key. */
export function subjectOf(representation: Readonly<Record<string, unknown>>): string | null {
  const { __typename: name, id, symbol } = representation;
  if (name === 'Instrument' && typeof symbol === 'string') return subject('Instrument', symbol);
  const type = nodeTypes.find((known) => known === name);
  const key = type && typeof id === 'string' ? keyOf(type, id) : null;
  return type && key !== null ? subject(type, key) : null;
}

/** Null for the many that change nothing that is kept. */
export function touchedBy(event: AnyEvent): Touched | null {
  switch (event.type) {
    case 'ArticleScored': {
      const { articleId, mentions, rescored } = event.payload;
      // Whom it spoke of before, and does not any more, it does not say.
      if (rescored) return { subjects: 'EVERYTHING', viewerId: null };
      const instruments = mentions.map(({ symbol }) => subject('Instrument', symbol));
      return { subjects: [subject('Article', articleId), ...instruments], viewerId: null };
    }
    case 'SignalChanged': {
      const { signalId, symbol } = event.payload;
      return { subjects: [subject('Signal', signalId), subject('Instrument', symbol)], viewerId: null };
    }
    case 'AlertChanged': {
      const { alertId, symbol, userId } = event.payload;
      return { subjects: [subject('Alert', alertId), subject('Instrument', symbol)], viewerId: userId };
    }
    case 'InstrumentListed':
      return { subjects: [subject('Instrument', event.payload.symbol)], viewerId: null };
    default:
      return null;
  }
}
