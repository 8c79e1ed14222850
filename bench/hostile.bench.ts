import { barsOf } from './catalogue.ts';
import type { Bench, Measurement } from './frame/bench.ts';
import { totalOf } from './frame/cpu.ts';

import { controlOf, figureOf } from './frame/paired.ts';
import { median, quantile, spread } from './frame/statistics.ts';
import { admittedDear, type Dear } from './hostile/dearest.ts';
import { startHostileStack } from './hostile/hostile-stack.ts';
import { type Load, playLoad } from './hostile/load.ts';

/** How many names the hostile ones have. */
const NAMES = { one: 1, ten: 10 } as const;
/** Of all hostile ones together: nobody waits for a connection. */
const CONNECTIONS = 256;

interface Round {
  readonly before: Load;
  readonly first: Load;
  readonly ofTen: Load;
  readonly second: Load;
  readonly after: Load;
}

/** One round: without, with, with under ten names, with, without. What is asked 50 times a second is the dearest of all kinds that the limits admit. */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const stack = await startHostileStack(context);
    const all = await admittedDear(stack, quick ? 4 : 10);
    for (const dear of all) tell(described(dear));
    const [dearest] = all;
    if (!dearest) throw new Error('No kind is known.');
    const load = { normal: await stack.caller('somebody', 16), query: dearest.query, seconds: quick ? 1 : 4 };
    let callers = 0;
    // Each time new ones: nothing is left of what they were told before.
    const play = async (names: number) => {
      const hostile = Array.from({ length: names }, () => stack.caller(`hostile-${callers++}`, CONNECTIONS / names));
      return playLoad({ ...load, hostile: await Promise.all(hostile) });
    };
    await play(NAMES.one);
    const rounds: Round[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      const [before, first] = [await play(0), await play(NAMES.one)];
      const loads = { before, first, ofTen: await play(NAMES.ten), second: await play(NAMES.one), after: await play(0) };
      rounds.push(loads);
      tell(
        `p99: ${Object.entries(loads)
          .map(([name, run]) => `${name} ${p99MsOf([run]).toFixed(1)} ms`)
          .join(', ')}`,
      );
    }
    return { ...measured(dearest, rounds), settings: { ...stack.settings, dearest: dearest.name } };
  },
};

function described({ name, points, ms, bytes, cpuMs }: Dear): string {
  const processes = Object.entries(cpuMs).filter(([, value]) => value >= 0.1);
  const cpu = processes.map(([process, value]) => `${process} ${value.toFixed(1)}`).join(', ');
  return `${name}: ${points} points, ${ms.toFixed(1)} ms, ${bytes} bytes; CPU ${totalOf(cpuMs).toFixed(1)} ms (${cpu})`;
}

function measured(dearest: Dear, rounds: readonly Round[]): Omit<Measurement, 'settings'> {
  const [, share] = barsOf('hostile');
  if (!share) throw new Error('The bench has two bars.');
  const pairs = rounds.map(({ before, first, second, after }) => sides([before, after], [first, second]));
  const pairsOfTen = rounds.map(({ before, ofTen, after }) => sides([before, after], [ofTen]));
  const hostile = rounds.flatMap(({ first, ofTen, second }) => [first, ofTen, second]);
  const count = (what: 'served' | 'refused') => hostile.reduce((sum, load) => sum + load[what], 0);
  return {
    figures: [spread(dearest.each), spread(pairs.map((pair) => figureOf(share, pair)))],
    control: controlOf([share], [halves(rounds)]),
    rounds: rounds.length,
    absolute: {
      anchorP99Ms: median(pairs.map(({ anchor }) => anchor.p99Ms)),
      candidateP99Ms: median(pairs.map(({ candidate }) => candidate.p99Ms)),
      p99MsUnderTenNames: median(pairsOfTen.map(({ candidate }) => candidate.p99Ms)),
      shareUnderTenNames: median(pairsOfTen.map((pair) => figureOf(share, pair))),
      dearestBytes: dearest.bytes,
      dearestPoints: dearest.points,
      servedShare: count('served') / (count('served') + count('refused')),
    },
    conditions: {
      'every normal query was answered': rounds.every((round) => Object.values(round).every(({ failed }: Load) => failed === 0)),
      'some of the dearest were answered in each run': hostile.every(({ served }) => served > 0),
      'who was refused was told 429 and when to come back': hostile.every(({ unclear }) => unclear === 0),
    },
  };
}

/** Idle runs in two halves, each with as many from before as from after the hostile ones: one run alone has four queries beyond its p99. */
function halves(rounds: readonly Round[]) {
  const one = rounds.map(({ before, after }, index) => (index % 2 ? before : after));
  const other = rounds.map(({ before, after }, index) => (index % 2 ? after : before));
  return sides(one, other);
}

function sides(anchor: readonly Load[], candidate: readonly Load[]) {
  return { anchor: { p99Ms: p99MsOf(anchor) }, candidate: { p99Ms: p99MsOf(candidate) } };
}

function p99MsOf(loads: readonly Load[]): number {
  return quantile(
    loads.flatMap(({ latenciesMs }) => latenciesMs),
    0.99,
  );
}
