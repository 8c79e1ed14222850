import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchEntry, Metric } from './bench.ts';
import type { JudgedBar, Result } from './result.ts';

const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';
const UNITS: Readonly<Record<Metric, string>> = {
  wallUs: 'us',
  cpuUs: 'us CPU',
  p50Ms: 'ms',
  p95Ms: 'ms',
  p99Ms: 'ms',
  bytes: 'bytes',
  rssMb: 'MB',
  perSecond: '/s',
  seconds: 's',
};

export function readResults(folder: string, entries: readonly BenchEntry[]): Map<string, Result> {
  const files = entries.map(({ name }) => [name, join(folder, `${name}.json`)] as const).filter(([, file]) => existsSync(file));
  return new Map(files.map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8')) as Result]));
}

/** One row for each bench, in the order of the list; those without a result say so. */
export function resultsTable(entries: readonly BenchEntry[], results: ReadonlyMap<string, Result>): string {
  const rows = entries.map((entry) => rowOf(entry, results.get(entry.name)));
  return ['| bench | what, against what | measured (least to most) | must | goal | |', '|---|---|---|---|---|---|', ...rows, ''].join('\n');
}

export function placeTable(readme: string, table: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${BEGIN} and ${END}.`);
  return `${readme.slice(0, begin)}${BEGIN}\n${table}${readme.slice(end)}`;
}

function rowOf({ name, what, against, bars }: BenchEntry, result: Result | undefined): string {
  const cells = result ? result.bars.map(measured) : ['not measured yet'];
  const limits = (key: 'must' | 'goal') => bars.map((bar) => `${bar.figure === 'times' ? '≥' : '≤'} ${amount(bar[key], bar)}`).join('<br>');
  const when = result ? `${result.verdict} ${result.date.slice(0, 10)}` : '';
  return `| \`${name}\` | ${what}, against ${against} | ${cells.join('<br>')} | ${limits('must')} | ${limits('goal')} | ${when} |`;
}

function measured(bar: JudgedBar): string {
  return `${amount(bar.ratio, bar)} (${amount(bar.min, bar)} to ${amount(bar.max, bar)})`;
}

function amount(value: number, { figure, metric }: Pick<JudgedBar, 'figure' | 'metric'>): string {
  const digits = Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 });
  return figure === 'times' || figure === 'share' ? `${digits}x` : `${figure === 'added' ? '+' : ''}${digits} ${UNITS[metric]}`;
}
