import { isDeepStrictEqual } from 'node:util';
import type { Bar, Control, Metric, Spread } from './bench.ts';
import { type CpuTimes, cpuBetween, type Processes, readCpu, totalOf } from './cpu.ts';
import { median, quantile, spread } from './statistics.ts';

export interface ArmRun {
  readonly operations: number;
  /** Of single operations, where the bench judges quantiles. */
  readonly latenciesMs?: readonly number[];
  /** Of all answers together. */
  readonly bytes?: number;
  /** What both arms must agree on for the same input; without answers they must agree on the number of operations. */
  readonly answer?: unknown;
}

/** One way of doing the work. The same `input` gives both arms the same task; no two inputs of a run are alike. */
export interface Arm {
  readonly name: string;
  /** The group of processes whose CPU alone is judged; all that count when left out. */
  readonly server?: string;
  /** Untimed. */
  before?(input: number): Promise<void>;
  run(input: number): Promise<ArmRun>;
  /** Untimed: looks whether all is as it should be, and throws when not. */
  after?(input: number): Promise<void>;
}

export interface PairedOptions {
  readonly anchor: Arm;
  readonly candidate: Arm;
  readonly bars: readonly Bar[];
  readonly rounds: number;
  readonly controlRounds: number;
  /** Whose CPU counts beside this process's own. */
  readonly processes?: Processes;
  /** False where this process is the load generator alone: its CPU is told (`cpuUsOfBench`), and not counted. */
  readonly countsOwnCpu?: boolean;
  readonly tell: (text: string) => void;
}

export interface Paired {
  readonly figures: readonly Spread[];
  readonly control: Control;
  readonly rounds: number;
  /** Medians of each arm over all rounds, e.g. `anchorCpuUs`, `candidateP50Ms`; and `MeanCpuUs`, where what comes in few rounds alone weighs, too. */
  readonly absolute: Readonly<Record<string, number>>;
}

type Side = Partial<Record<Metric, number>>;
interface Timed extends ArmRun {
  readonly wallUs: number;
  readonly cpu: CpuTimes;
  /** Of the groups that count. */
  readonly cpuUs: number;
}
interface Round {
  readonly anchor: Side;
  readonly candidate: Side;
}

const CALM = { least: 0.9, most: 1.1 };
const CONTROL_ATTEMPTS = 2;

/** Anchor, candidate, candidate, anchor: what drifts within a round weighs on both alike. The control comes first. */
export async function runPaired(options: PairedOptions): Promise<Paired> {
  const inputs = { next: 0 };
  await playRound(options, options.anchor, options.candidate, inputs);
  const control = await playControl(options, inputs);
  const rounds: Round[] = [];
  for (let count = 0; count < options.rounds; count++) {
    const round = await playRound(options, options.anchor, options.candidate, inputs);
    rounds.push(round);
    options.tell(`round ${count + 1}: ${options.bars.map((bar) => `${bar.metric} ${figureOf(bar, round).toPrecision(3)}`).join(', ')}`);
  }
  const figures = options.bars.map((bar) => spread(rounds.map((round) => figureOf(bar, round))));
  return { figures, control, rounds: rounds.length, absolute: absoluteOf(rounds) };
}

/** A machine that is restless for a moment gets a second chance; one that stays so cannot judge. */
async function playControl(options: PairedOptions, inputs: { next: number }): Promise<Control> {
  let control: Control = { ratios: [], inconclusive: 'It was not run.' };
  for (let attempt = 0; attempt < CONTROL_ATTEMPTS && control.inconclusive; attempt++) {
    const rounds: Round[] = [];
    for (let count = 0; count < options.controlRounds; count++) {
      rounds.push(await playRound(options, options.anchor, options.anchor, inputs));
    }
    control = controlOf(options.bars, rounds);
    options.tell(`control, ${options.anchor.name} against itself: ${control.ratios.map(({ median: m }) => m.toFixed(3)).join(', ')}`);
  }
  return control;
}

export function controlOf(bars: readonly Bar[], rounds: readonly Round[]): Control {
  const ratios = bars.map(({ metric }) => spread(rounds.map(({ anchor, candidate }) => of(candidate, metric) / of(anchor, metric))));
  const restless = bars.flatMap(({ metric }, index) => {
    const ratio = ratios[index]?.median ?? Number.NaN;
    return ratio >= CALM.least && ratio <= CALM.most ? [] : [`${metric} ${ratio.toFixed(3)}`];
  });
  const inconclusive = restless.length > 0 ? `The anchor against itself is outside of 0.90-1.10: ${restless.join(', ')}.` : null;
  return { ratios, inconclusive };
}

async function playRound(options: PairedOptions, a: Arm, b: Arm, inputs: { next: number }): Promise<Round> {
  const [first, second] = [inputs.next++, inputs.next++];
  const outer = await play(options, a, first);
  const inner = await play(options, b, first);
  compare(a, b, outer, inner);
  const innerAgain = await play(options, b, second);
  const outerAgain = await play(options, a, second);
  compare(a, b, outerAgain, innerAgain);
  return { anchor: sideOf([outer, outerAgain]), candidate: sideOf([inner, innerAgain]) };
}

async function play({ processes = () => ({}), countsOwnCpu = true }: PairedOptions, arm: Arm, input: number): Promise<Timed> {
  await arm.before?.(input);
  globalThis.gc?.();
  const cpuBefore = readCpu(processes);
  const began = performance.now();
  const run = await arm.run(input);
  const wallUs = (performance.now() - began) * 1_000;
  const cpu = cpuBetween(cpuBefore, readCpu(processes));
  const ownUs = countsOwnCpu ? 0 : (cpu['bench'] ?? 0);
  const timed = { ...run, wallUs, cpu, cpuUs: arm.server === undefined ? totalOf(cpu) - ownUs : (cpu[arm.server] ?? 0) };
  await arm.after?.(input);
  return timed;
}

function compare(a: Arm, b: Arm, of: ArmRun, other: ArmRun): void {
  const isCounted = of.answer === undefined && other.answer === undefined;
  if (isCounted && of.operations !== other.operations)
    throw new Error(`${a.name} did ${of.operations} operations, ${b.name} ${other.operations}.`);
  if (!isDeepStrictEqual(of.answer, other.answer)) throw new Error(`${a.name} and ${b.name} answer differently.`);
}

export function sideOf(runs: readonly Timed[]): Side {
  const operations = sum(runs.map((run) => run.operations));
  const wallUs = sum(runs.map((run) => run.wallUs));
  const latencies = runs.flatMap((run) => run.latenciesMs ?? []);
  const bytes = sum(runs.map((run) => run.bytes ?? 0));
  return {
    wallUs: wallUs / operations,
    perSecond: (operations / wallUs) * 1_000_000,
    cpuUs: sum(runs.map((run) => run.cpuUs)) / operations,
    ...(latencies.length > 0 && { p50Ms: quantile(latencies, 0.5), p95Ms: quantile(latencies, 0.95), p99Ms: quantile(latencies, 0.99) }),
    ...(bytes > 0 && { bytes: bytes / operations }),
    ...cpuByGroup(runs, operations),
  };
}

/** `cpuUsOfPostgres` and the like. */
function cpuByGroup(runs: readonly Timed[], operations: number): Record<string, number> {
  const names = [...new Set(runs.flatMap(({ cpu }) => Object.keys(cpu)))];
  return Object.fromEntries(names.map((name) => [`cpuUsOf${capital(name)}`, sum(runs.map(({ cpu }) => cpu[name] ?? 0)) / operations]));
}

export function figureOf({ metric, figure }: Bar, { anchor, candidate }: Round): number {
  switch (figure) {
    case 'times':
      return of(anchor, metric) / of(candidate, metric);
    case 'share':
      return of(candidate, metric) / of(anchor, metric);
    case 'added':
      return of(candidate, metric) - of(anchor, metric);
    case 'value':
      return of(candidate, metric);
  }
}

function of(side: Side, metric: Metric): number {
  const value = side[metric];
  if (value === undefined) throw new Error(`No arm measures ${metric}.`);
  return value;
}

function absoluteOf(rounds: readonly Round[]): Record<string, number> {
  const names = [...new Set(rounds.flatMap((round) => Object.keys(round.anchor)))] as Metric[];
  const arms = ['anchor', 'candidate'] as const;
  const ofRounds = (arm: (typeof arms)[number], name: Metric) => rounds.map((round) => round[arm][name] ?? 0);
  return Object.fromEntries(
    arms.flatMap((arm) => [
      ...names.map((name) => [`${arm}${capital(name)}`, median(ofRounds(arm, name))]),
      [`${arm}MeanCpuUs`, sum(ofRounds(arm, 'cpuUs')) / rounds.length],
    ]),
  );
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
