import { Dice, type Sequence, type SequenceItem, sequenceOf } from './sequences.ts';

/** From `from` on (null: all time) this source is to count instead of `previous`. */
export interface LineSwitch {
  readonly kind: 'switch';
  readonly source: string;
  readonly previous: string | null;
  readonly from: number | null;
}

/** A step of the log: what one source told, or a switch. */
export type LineStep = { readonly kind: 'told'; readonly source: string; readonly items: readonly SequenceItem[] } | LineSwitch;

export interface LineSequence {
  readonly seed: number;
  readonly timezone: Sequence['timezone'];
  /** Each is one transaction of the recorder; -1 behind one says that it and as many before it come again. */
  readonly batches: readonly { readonly steps: readonly LineStep[]; readonly again: number; readonly fails: boolean }[];
}

export const sources = ['first', 'second', 'third'] as const;

/**
 * Sources of one symbol whose times overlap, with switches there and back anywhere between and within their batches: at, before and behind
 * what was told so far, some decided against a source that is not active, some repeated.
 */
export function lineSequenceOf(seed: number): LineSequence {
  const dice = new Dice(seed ^ 0x5eed);
  const own = sources.slice(0, dice.pick([2, 2, 3])).map((source, place) => ({ source, sequence: sequenceOf(seed * 3 + place) }));
  const start = beginningOf(own[0]?.sequence);
  const waiting = own.map(({ source, sequence }) => ({
    source,
    batches: shifted(sequence, start - beginningOf(sequence) + dice.between(-5, 5) * 1_000),
  }));
  const names = own.map(({ source }) => source);
  const steps = withSwitches(interleaved(waiting, dice), names, dice);
  return { seed, timezone: own[0]?.sequence.timezone ?? 'UTC', batches: cut(steps, dice) };
}

function beginningOf(sequence: Sequence | undefined): number {
  const times = sequence?.batches.flat().flatMap((item) => ('at' in item ? [item.at] : [])) ?? [];
  return Math.min(...times);
}

function shifted(sequence: Sequence, by: number): SequenceItem[][] {
  const move = (item: SequenceItem): SequenceItem =>
    item.kind === 'correction' ? { ...item, tradeAt: item.tradeAt + by } : { ...item, at: item.at + by };
  return sequence.batches.map((batch) => batch.map(move));
}

function interleaved(waiting: { readonly source: string; readonly batches: SequenceItem[][] }[], dice: Dice): LineStep[] {
  const steps: LineStep[] = [];
  for (let left = waiting; left.length > 0; left = left.filter(({ batches }) => batches.length > 0)) {
    const { source, batches } = dice.pick(left);
    const items = batches.shift();
    if (items) steps.push({ kind: 'told', source, items });
  }
  return steps;
}

/** The first switch is that which names the sources; afterwards they go there and back. */
function withSwitches(told: readonly LineStep[], names: readonly string[], dice: Dice): LineStep[] {
  let active = names[0] ?? '';
  let since = Number.NEGATIVE_INFINITY;
  const times: number[] = [];
  const steps: LineStep[] = [{ kind: 'switch', source: active, previous: null, from: null }];
  const share = dice.pick([0.1, 0.3, 0.6]);
  for (const step of told) {
    steps.push(step);
    if (step.kind === 'told') times.push(...step.items.flatMap((item) => ('at' in item ? [item.at] : [])));
    if (!dice.chance(share) || times.length === 0) continue;
    const source = dice.pick(names);
    const from = dice.pick(times) + dice.pick([0, 1, 1, 1, -30_000, 45_000, 3_600_000]);
    const isStale = dice.chance(0.1);
    steps.push({ kind: 'switch', source, previous: isStale ? dice.pick(names) : active, from });
    const last = steps.at(-1) as LineSwitch;
    if (last.previous !== active || source === active || from <= since) continue;
    [active, since] = [source, from];
  }
  return steps;
}

function cut(steps: readonly LineStep[], dice: Dice): LineSequence['batches'] {
  const longest = dice.pick([1, 2, 6]);
  const batches: { steps: readonly LineStep[]; again: number; fails: boolean }[] = [];
  for (let from = 0; from < steps.length; ) {
    const size = dice.between(1, longest);
    batches.push({ steps: steps.slice(from, from + size), again: dice.chance(0.1) ? dice.between(1, 2) : 0, fails: dice.chance(0.1) });
    from += size;
  }
  return batches;
}
