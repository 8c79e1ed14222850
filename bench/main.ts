// Run by tools/bench.mjs, which compiles first: what is measured is what ships. Node strips the types of these files.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@marketgraph/service';
import { catalogue } from './catalogue.ts';
import type { Bench, BenchEntry, Measurement } from './frame/bench.ts';
import { describeEnvironment, load } from './frame/environment.ts';
import { judge, keepResult, type Result } from './frame/result.ts';
import { placeTable, readResults, resultsTable } from './frame/results-table.ts';

const RESULTS = fileURLToPath(new URL('./results', import.meta.url));
const README = fileURLToPath(new URL('../README.md', import.meta.url));
const BAD_USE = 2;

function fileOf({ name }: BenchEntry): string {
  return fileURLToPath(new URL(`./${name}.bench.ts`, import.meta.url));
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

function list(): void {
  for (const { name, what, against } of catalogue) tell(`${name.padEnd(16)}${what}, against ${against}`);
  tell('\nnpm run bench -- NAME [--quick]   measures; --quick is a smoke run whose figures mean nothing');
  tell("npm run bench -- --table          writes README's table from bench/results");
}

function writeTable(): void {
  writeFileSync(README, placeTable(readFileSync(README, 'utf8'), resultsTable(catalogue, readResults(RESULTS, catalogue))));
  tell("README's table is that of bench/results.");
}

async function measure(entry: BenchEntry, quick: boolean): Promise<Result> {
  const { bench } = (await import(fileOf(entry))) as { bench: Bench };
  const [began, loadBefore] = [performance.now(), load()];
  const measurement = await withContext(bench, quick);
  const seconds = (performance.now() - began) / 1_000;
  const result = judge({ entry, measurement, environment: describeEnvironment(loadBefore), date: new Date(), seconds, quick });
  if (!quick) keepResult(RESULTS, result);
  return result;
}

async function withContext(bench: Bench, quick: boolean): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'marketgraph-bench-'));
  const ends: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const end = async () => {
    for (const work of ends.splice(0).reverse()) await work();
  };
  process.once('SIGINT', () => void end().finally(() => process.exit(130)));
  process.once('SIGTERM', () => void end().finally(() => process.exit(143)));
  try {
    return await bench.measure({ quick, folder, logger: createLogger('error'), tell, atEnd: (work) => ends.push(work) });
  } finally {
    await end();
  }
}

function show({ verdict, inconclusive, bars, conditions, settings }: Result): void {
  tell(
    `settings: ${
      Object.entries(settings)
        .map((pair) => pair.join(' = '))
        .join(', ') || 'none'
    }`,
  );
  for (const { metric, figure, ratio, min, max, must, goal } of bars) {
    tell(`${metric} ${figure}: ${ratio} (${min} to ${max}); must ${must}, goal ${goal}`);
  }
  for (const [condition, holds] of Object.entries(conditions)) tell(`${holds ? 'holds' : 'FAILS'}: ${condition}`);
  tell(inconclusive ? `${verdict}: ${inconclusive}` : verdict);
}

async function run(args: readonly string[]): Promise<number> {
  const [name, ...flags] = args;
  const command = name === undefined ? list : name === '--table' && flags.length === 0 ? writeTable : null;
  if (command) {
    command();
    return 0;
  }
  const entry = catalogue.find((known) => known.name === name && existsSync(fileOf(known)));
  if (!entry || flags.some((flag) => flag !== '--quick')) {
    process.stderr.write(`There is no bench "${args.join(' ')}"; npm run bench lists them.\n`);
    return BAD_USE;
  }
  const result = await measure(entry, flags.length > 0);
  show(result);
  tell(JSON.stringify(result));
  return result.verdict === 'FAIL' ? 1 : 0;
}

process.exitCode = await run(process.argv.slice(2));
