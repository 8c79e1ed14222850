import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar, BenchEntry, Measurement, Spread } from './bench.ts';
import type { Environment } from './environment.ts';
import { rounded } from './statistics.ts';

export type Verdict = 'PASS' | 'FAIL' | 'INCONCLUSIVE';

export interface JudgedBar extends Bar {
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
  readonly met: boolean;
  readonly goalMet: boolean;
}

/** What a run leaves behind: the last line on the terminal, and `bench/results/NAME.json`. */
export interface Result {
  readonly bench: string;
  readonly verdict: Verdict;
  /** Of the first bar. */
  readonly ratio: number;
  readonly must: number;
  readonly goal: number;
  /** Null when nothing can be said: see `inconclusive`. */
  readonly met: boolean | null;
  readonly goalMet: boolean | null;
  readonly inconclusive: string | null;
  readonly bars: readonly JudgedBar[];
  readonly conditions: Readonly<Record<string, boolean>>;
  readonly absolute: Readonly<Record<string, number>>;
  readonly control: readonly Spread[] | null;
  readonly rounds: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly date: string;
  readonly seconds: number;
  readonly environment: Environment;
}

interface Run {
  readonly entry: BenchEntry;
  readonly measurement: Measurement;
  readonly environment: Environment;
  readonly date: Date;
  readonly seconds: number;
  /** A smoke run says that the bench works, and nothing else. */
  readonly quick?: boolean;
}

export function judge({ entry, measurement, environment, date, seconds, quick = false }: Run): Result {
  const bars = entry.bars.map((bar, index) => judgeBar(entry, bar, measurement.figures[index]));
  const [{ must, goal }] = entry.bars;
  const conditions = measurement.conditions ?? {};
  const inconclusive = quick ? 'A quick run is too small to judge by.' : (measurement.control?.inconclusive ?? null);
  const holds = Object.values(conditions).every(Boolean);
  const met = holds && bars.every((bar) => bar.met);
  return {
    bench: entry.name,
    verdict: inconclusive ? 'INCONCLUSIVE' : met ? 'PASS' : 'FAIL',
    ratio: bars[0]?.ratio ?? Number.NaN,
    must,
    goal,
    met: inconclusive ? null : met,
    goalMet: inconclusive ? null : holds && bars.every((bar) => bar.goalMet),
    inconclusive,
    bars,
    conditions,
    absolute: Object.fromEntries(Object.entries(measurement.absolute).map(([name, value]) => [name, rounded(value)])),
    control: measurement.control?.ratios.map(roundedSpread) ?? null,
    rounds: measurement.rounds,
    settings: measurement.settings,
    date: date.toISOString(),
    seconds: Math.round(seconds),
    environment,
  };
}

function judgeBar({ name }: BenchEntry, bar: Bar, figure: Spread | undefined): JudgedBar {
  if (!figure) throw new Error(`${name} has no figure for ${bar.metric}.`);
  const { median: ratio, min, max } = roundedSpread(figure);
  const reaches = (limit: number) => (bar.figure === 'times' ? ratio >= limit : ratio <= limit);
  return { ...bar, ratio, min, max, met: reaches(bar.must), goalMet: reaches(bar.goal) };
}

function roundedSpread({ median, min, max }: Spread): Spread {
  return { median: rounded(median), min: rounded(min), max: rounded(max) };
}

export function keepResult(folder: string, result: Result): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${result.bench}.json`), `${JSON.stringify(result, null, 2)}\n`);
}
