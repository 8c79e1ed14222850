import type { AnyNewEvent } from '@marketgraph/events';
import { fieldNamed } from '../../src/subscriptions/fields/all-fields.ts';
import type { Dice } from './dice.ts';
import { alertChanged, articleScored, candles, feedChanged, logged, prices, signalChanged } from './events.ts';

const eventOf: Readonly<Record<string, (dice: Dice) => AnyNewEvent>> = {
  quoteUpdated: () => prices('AAPL', '1.5'),
  tradeReported: () => prices('BTC-USD', '1.5'),
  candleUpdated: () => candles('AAPL', [0]),
  articlePublished: (dice) => articleScored(`a${dice.between(1, 3)} "é"`, ['AAPL', 'MSFT', 'EUR-USD'].slice(0, dice.between(0, 3))),
  signalChanged: () => signalChanged('MSFT'),
  alertChanged: () => alertChanged('u1'),
  instrumentUpdated: (dice) => dice.pick([prices('AAPL', '1.5'), signalChanged('AAPL'), alertChanged('u1')]),
  feedChanged: (dice) => feedChanged('fake', { openGaps: dice.between(0, 2) }),
};

/** What an event tells through the field; now and then with a member that is null or missing, wherever the schema stands to that. */
export function madePayload(field: string, dice: Dice): Record<string, unknown> {
  const event = eventOf[field]?.(dice);
  const [notice] = (event && fieldNamed(field)?.tell(logged(event))) ?? [];
  if (!notice) throw new Error(`Nothing is told through ${field}.`);
  const payload: Record<string, unknown> = { ...notice.payload('cursor') };
  const changed = dice.chance(0.25) ? dice.pick(Object.keys(payload)) : undefined;
  if (changed !== undefined) payload[changed] = dice.chance(0.5) ? null : undefined;
  return payload;
}
