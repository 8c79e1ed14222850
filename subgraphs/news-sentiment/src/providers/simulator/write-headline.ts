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
  const template = other && pairs && dice.next() < OPPOSITES_SHARE ? dice.pick(fitting(pairs, movement)) : undefined;
  if (other && template) return writePair(instrument, movement, other, template, dice);
  const kind = dice.next() < NEUTRAL_SHARE ? 'neutral' : movement.strength >= 0 ? 'good' : 'bad';
  const headline = fill(dice.pick(fitting(set[kind], movement)) ?? '', { name: nameOf(instrument), percent: percentOf(movement) });
  return { headline, summary: summaryOf(instrument, movement), symbols: [instrument.symbol] };
}

function writePair(instrument: ListedInstrument, movement: Movement, other: ListedInstrument, template: string, dice: Dice): Story {
  const [risen, fallen] = movement.strength >= 0 ? [instrument, other] : [other, instrument];
  const headline = fill(template, { name: nameOf(risen), other: nameOf(fallen), percent: percentOf(movement) });
  // A provider rarely names all: sometimes the second one must be found in the text.
  const symbols = dice.next() < 0.5 ? [instrument.symbol] : [risen.symbol, fallen.symbol];
  return { headline, summary: summaryOf(instrument, movement), symbols };
}

/** Words for great moves, and from which strength on they are not too great. */
const DRAMATIC = /plunge|tumble|slump|sink|jump|surge|soar|selloff|sell-off|record high/i;
const GREAT = 3;
/** In per cent: a smaller move is told without its size. */
const WORTH_A_NUMBER = 0.1;

/** No instrument "plunges 0.03%". */
function fitting(list: readonly string[], { strength, percent }: Movement): readonly string[] {
  const great = Math.abs(strength) >= GREAT;
  const sized = Math.abs(percent) >= WORTH_A_NUMBER;
  return list.filter((template) => (great || !DRAMATIC.test(template)) && (sized || !template.includes('{percent}')));
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

function percentOf({ percent }: Movement): string {
  return `${Math.abs(percent).toFixed(1)}%`;
}

function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
}
