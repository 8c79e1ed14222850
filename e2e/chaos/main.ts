// npm run chaos -- SCENARIO [--seed N] [--seconds N] [--rate N] [--keep] [--one-process]
import { BadArguments, readOptions } from './options.ts';
import { say, sayTable } from './report/print.ts';
import { canaries } from './scenarios/canaries.ts';
import { dirtyFeed } from './scenarios/dirty-feed.ts';
import { diskFull } from './scenarios/disk-full.ts';
import { failover } from './scenarios/failover.ts';
import { hostileInput } from './scenarios/hostile-input.ts';
import { ingest } from './scenarios/ingest.ts';
import { links } from './scenarios/links.ts';
import { muteFeed } from './scenarios/mute-feed.ts';
import { postgresAway } from './scenarios/postgres-away.ts';
import { recovery } from './scenarios/recovery.ts';
import { resume } from './scenarios/resume.ts';
import { rolling } from './scenarios/rolling.ts';
import { scale } from './scenarios/scale.ts';
import type { Outcome, Scenario } from './scenarios/scenario.ts';
import { slowReaders } from './scenarios/slow-readers.ts';
import { soak } from './scenarios/soak.ts';
import { makeFolder, removeFolder } from './stack/chaos-stack.ts';

const scenarios: readonly Scenario[] = [
  ingest,
  postgresAway,
  scale,
  diskFull,
  dirtyFeed,
  failover,
  links,
  muteFeed,
  canaries,
  resume,
  recovery,
  rolling,
  slowReaders,
  soak,
  hostileInput,
];

process.setMaxListeners(0);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

try {
  process.exit(await run(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof BadArguments)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}

async function run(args: readonly string[]): Promise<number> {
  const seconds = Object.fromEntries(scenarios.map((item) => [item.name, item.seconds]));
  const rates = Object.fromEntries(scenarios.flatMap((item) => (item.rate === undefined ? [] : [[item.name, item.rate]])));
  const { scenario: name, options } = readOptions(args, Object.keys(seconds), seconds, rates);
  const scenario = scenarios.find((item) => item.name === name);
  if (!scenario) return 2;
  const { seed, rate } = options;
  say(`chaos ${name}: seed ${seed}, ${options.seconds} s of ${rate} trades/s`);
  const folder = makeFolder();
  let outcome: Outcome;
  try {
    outcome = await scenario.run(folder, options);
  } catch (error) {
    say(`Everything of this run is in ${folder}.`);
    throw error;
  }
  const met = outcome.findings.every((finding) => finding.met);
  if (outcome.skipped) say(`Skipped: ${outcome.skipped}`);
  else sayTable(outcome.findings);
  for (const example of outcome.examples) say(`  ${example}`);
  if (met && !options.keep) removeFolder(folder);
  else say(`Everything of this run is in ${folder}.`);
  say(JSON.stringify({ chaos: name, seed, seconds: options.seconds, rate, ...outcome.figures, met: outcome.skipped ? null : met }));
  return met ? 0 : 1;
}
