import type { ListedInstrument } from '../../domain/instrument.ts';
import { shortNameOf } from '../../domain/linking/aliases.ts';
import type { Movement } from './movement.ts';
import type { Dice } from './random.ts';
import { opposites, templates } from './templates.ts';

export interface Story {
  readonly headline: string;
  readonly summary: string;
  readonly symbols: readonly string[];
}

/** How likely a headline about nothing is, and one about two instruments where two can be found. */
const NEUTRAL_SHARE = 0.08;
const OPPOSITES_SHARE = 0.15;

/** Good news for what has risen, bad news for what has fallen; `other` has gone the other way. */
export function writeHeadline(instrument: ListedInstrument, movement: Movement, other: ListedInstrument | null, dice: Dice): Story {
  const set = templates[instrument.assetClass];
  const pairs = opposites[instrument.assetClass];
  if (other && pairs && dice.next() < OPPOSITES_SHARE) return writePair(instrument, movement, other, dice.pick(pairs) ?? '', dice);
  const kind = dice.next() < NEUTRAL_SHARE ? 'neutral' : movement.strength >= 0 ? 'good' : 'bad';
  const headline = fill(dice.pick(set[kind]) ?? '', { name: nameOf(instrument), percent: percentOf(movement) });
  return { headline, summary: summaryOf(instrument, movement), symbols: [instrument.symbol] };
}

function writePair(instrument: ListedInstrument, movement: Movement, other: ListedInstrument, template: string, dice: Dice): Story {
  const [risen, fallen] = movement.strength >= 0 ? [instrument, other] : [other, instrument];
  const headline = fill(template, { name: nameOf(risen), other: nameOf(fallen), percent: percentOf(movement) });
  // A provider rarely names all: sometimes the second one must be found in the text.
  const symbols = dice.next() < 0.5 ? [instrument.symbol] : [risen.symbol, fallen.symbol];
  return { headline, summary: summaryOf(instrument, movement), symbols };
}

/** Every summary says that the market is simulated; it judges nothing. */
function summaryOf(instrument: ListedInstrument, { percent, minutes }: Movement): string {
  const moved = `${Math.abs(percent).toFixed(2)} percent`;
  const time = minutes < 1 ? 'less than a minute' : 'about a minute';
  return `On the simulated market ${nameOf(instrument)} (${instrument.symbol}) was last seen ${moved} ${percent >= 0 ? 'above' : 'below'} where it stood ${time} before.`;
}

function nameOf({ symbol, name, assetClass }: ListedInstrument): string {
  return assetClass === 'FOREX' ? symbol.replace('-', '/') : shortNameOf(name);
}

/** One digit, or two where one would show nothing: "rises 0.0%" would be no news. */
function percentOf({ percent }: Movement): string {
  const size = Math.abs(percent);
  return `${size < 0.1 ? Math.max(0.01, size).toFixed(2) : size.toFixed(1)}%`;
}

function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
}
