import { barsOf } from './catalogue.ts';
import type { Bench, Measurement } from './frame/bench.ts';
import { controlOf, figureOf } from './frame/paired.ts';
import { median, quantile, spread } from './frame/statistics.ts';
import { admittedDear, type Dear } from './hostile/dearest.ts';
import { startHostileStack } from './hostile/hostile-stack.ts';
import { type Load, playLoad } from './hostile/load.ts';

/** One round: without, with, with, without. What is asked 50 times a second is the dearest of all kinds that the limits admit. */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const stack = await startHostileStack(context);
    const all = await admittedDear(await stack.caller('explorer', 1), quick ? 2 : 8);
    for (const { name, ms, bytes } of all) tell(`${name}: ${ms.toFixed(1)} ms, ${bytes} bytes`);
    const [dearest] = all;
    if (!dearest) throw new Error('No kind is known.');
    const load = { normal: await stack.caller('somebody', 16), query: dearest.query, seconds: quick ? 1 : 4 };
    let callers = 0;
    // Each time a new one: who has been refused and goes on is told to wait for a minute, and would ask for nothing any more.
    const play = async (isHostile: boolean) => playLoad({ ...load, hostile: await stack.caller(`hostile-${callers++}`, 256), isHostile });
    await play(true);
    const rounds: (readonly [Load, Load, Load, Load])[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      rounds.push([await play(false), await play(true), await play(true), await play(false)]);
    }
    return { ...measured(dearest, rounds), settings: { ...stack.settings, dearest: dearest.name } };
  },
};

function measured(dearest: Dear, rounds: readonly (readonly [Load, Load, Load, Load])[]): Omit<Measurement, 'settings'> {
  const [, share] = barsOf('hostile');
  if (!share) throw new Error('The bench has two bars.');
  const pairs = rounds.map(([before, first, second, after]) => sides([before, after], [first, second]));
  const control = rounds.map(([before, , , after]) => sides([before], [after]));
  const hostile = rounds.flatMap(([, first, second]) => [first, second]);
  const count = (what: 'served' | 'refused') => hostile.reduce((sum, load) => sum + load[what], 0);
  return {
    figures: [spread(dearest.each), spread(pairs.map((pair) => figureOf(share, pair)))],
    control: controlOf([share], control),
    rounds: rounds.length,
    absolute: {
      anchorP99Ms: median(pairs.map(({ anchor }) => anchor.p99Ms)),
      candidateP99Ms: median(pairs.map(({ candidate }) => candidate.p99Ms)),
      dearestBytes: dearest.bytes,
      servedShare: count('served') / (count('served') + count('refused')),
    },
    conditions: {
      'every normal query was answered': rounds.flat().every(({ failed }) => failed === 0),
      'some of the dearest were answered in each run': hostile.every(({ served }) => served > 0),
      'who was refused was told 429 and when to come back': hostile.every(({ unclear }) => unclear === 0),
    },
  };
}

function sides(anchor: readonly Load[], candidate: readonly Load[]) {
  const p99Ms = (loads: readonly Load[]) =>
    quantile(
      loads.flatMap(({ latenciesMs }) => latenciesMs),
      0.99,
    );
  return { anchor: { p99Ms: p99Ms(anchor) }, candidate: { p99Ms: p99Ms(candidate) } };
}
