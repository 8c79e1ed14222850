import { barsOf } from './catalogue.ts';
import { gatewayReaders } from './fan-out/broadcast.ts';
import { type GatewaySide, openGateway } from './fan-out/contest.ts';
import { longQuery } from './fan-out/queries.ts';
import type { Kept } from './fan-out/staller-process.ts';
import { Stallers } from './fan-out/stallers.ts';
import { latenciesOf, publishSteadily } from './fan-out/steady.ts';
import type { Bench, BenchContext, Measurement } from './frame/bench.ts';
import { controlOf, figureOf } from './frame/paired.ts';
import { median, quantile, spread } from './frame/statistics.ts';

const PER_SECOND = 20;
const WINDOWS = 5;

interface Plan {
  readonly stallers: number;
  /** In one phase. */
  readonly events: number;
}

interface Phase {
  /** Of the others, from append to arrival, one for each window. */
  readonly p99Ms: readonly number[];
  readonly kept: readonly Kept[];
}

/**
 * Without, with, with, without: 30 s each, in windows of 6 s. Those who stop are sent some ten kilobytes for each event, so that the kernel
 * cannot take all of it. Without them the same sockets go on reading.
 */
export const bench: Bench = {
  async measure(context) {
    const { quick } = context;
    const plan = quick ? { stallers: 5, events: 40 } : { stallers: 50, events: 600 };
    const side = await openGateway(context, quick ? 85 : 950);
    await play(context, side, { ...plan, events: quick ? 40 : 300 }, false);
    const phases: Phase[] = [];
    for (const stalls of [false, true, true, false]) phases.push(await play(context, side, plan, stalls));
    return { ...measured(phases), settings: { ...side.stack.settings, eventsPerSecond: String(PER_SECOND) } };
  },
};

async function play(context: BenchContext, { stack, publisher, gateway }: GatewaySide, plan: Plan, stalls: boolean): Promise<Phase> {
  const { symbols } = gateway;
  const readers = await gatewayReaders(stack, { queries: [longQuery], symbols, count: plan.stallers });
  const stallers = await Stallers.open(context, stack.port, readers);
  if (stalls) await stallers.stopReading();
  const { published, arrivals } = await publishSteadily({ ...gateway, publisher, perSecond: PER_SECOND, events: plan.events });
  const kept = stalls ? await stallers.readAgain() : [];
  await stallers.close();
  const p99Ms = windowsOf(arrivals, published).map((window) => quantile(latenciesOf(window, published), 0.99));
  const told = stalls ? `; queued at most ${most(kept, 'queued')}, in the kernel ${most(kept, 'inKernel')}` : '';
  context.tell(`${stalls ? 'with' : 'without'}: p99 ${p99Ms.map((ms) => ms.toFixed(1)).join(', ')} ms${told}`);
  return { p99Ms, kept };
}

/** Arrivals by when their event was published. */
function windowsOf(arrivals: Float64Array, published: ReadonlyMap<number, number>): Float64Array[] {
  const places = new Map([...published.keys()].map((key, index) => [key, Math.floor((index * WINDOWS) / published.size)]));
  const windows = Array.from({ length: WINDOWS }, (): number[] => []);
  for (let at = 0; at < arrivals.length; at += 2) {
    const key = arrivals[at] ?? Number.NaN;
    windows[places.get(key) ?? 0]?.push(key, arrivals[at + 1] ?? Number.NaN);
  }
  return windows.map((window) => Float64Array.from(window));
}

function measured([before, first, second, after]: readonly Phase[]): Omit<Measurement, 'settings'> {
  if (!before || !first || !second || !after) throw new Error('A phase is missing.');
  const pairs = [
    [before, first],
    [after, second],
  ] as const;
  const rounds = pairs.flatMap(([calm, stalled]) => calm.p99Ms.map((p99Ms, place) => roundOf(p99Ms, stalled.p99Ms[place])));
  const control = before.p99Ms.map((p99Ms, place) => roundOf(p99Ms, after.p99Ms[place]));
  const [latency, bytes] = barsOf('stalled');
  if (!bytes) throw new Error('The bench has two bars.');
  const kept = [...first.kept, ...second.kept];
  return {
    figures: [spread(rounds.map((round) => figureOf(latency, round))), spread([most(first.kept, 'queued'), most(second.kept, 'queued')])],
    control: controlOf([latency], control),
    rounds: rounds.length,
    absolute: {
      anchorP99Ms: median(rounds.map(({ anchor }) => anchor.p99Ms)),
      candidateP99Ms: median(rounds.map(({ candidate }) => candidate.p99Ms)),
      queuedBytesAtMost: most(kept, 'queued'),
      kernelBytesAtMost: most(kept, 'inKernel'),
      closedShare: kept.filter(({ wasClosed }) => wasClosed).length / kept.length,
    },
    conditions: { 'the others were told everything, in order': true },
  };
}

function roundOf(anchor: number, candidate = Number.NaN) {
  return { anchor: { p99Ms: anchor }, candidate: { p99Ms: candidate } };
}

function most(kept: readonly Kept[], what: 'queued' | 'inKernel'): number {
  return Math.max(0, ...kept.map((each) => each[what]));
}
