import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CrowdVerdict, Deed } from '../ledger/judge-crowd.ts';
import { products } from '../ledger/products.ts';
import { Random } from '../random.ts';
import { drained, judgeCrowd, writeOnce } from '../report/ledger-process.ts';
import { type Finding, none, say } from '../report/print.ts';
import { startCrowd } from '../stack/crowd-process.ts';
import { playedFeeds } from '../stack/servers.ts';
import { untilReady, type Victim } from '../stack/victim.ts';
import { startWholeStack, type WholeStack } from '../stack/whole-stack.ts';
import { feeding } from './feeding.ts';
import type { Outcome, Scenario } from './scenario.ts';

const SUBSCRIBERS = 200;
const AWAY_MS = [50, 1_000] as const;
/** Long enough to see all of them come back, and for the next kill to concern everybody. */
const BETWEEN_MS = [5_200, 6_500] as const;
const DRAIN_LIMIT_MS = 60_000;
const later = ['market-ingest', 'news-sentiment-analysis'];

interface Mark {
  readonly victim: Victim;
  readonly weight: number;
  readonly gateway?: number;
  readonly isNeeded: boolean;
}

/** Two hundred subscribers at two gateways, while one after the other of what serves them is killed: how soon does each hear what is new? */
export const recovery: Scenario = {
  name: 'recovery',
  seconds: 120,
  rate: 40,
  async run(folder, options) {
    const random = new Random(options.seed ^ 0x5eed);
    const { trades } = await writeOnce(folder, options);
    const stack = await startWholeStack({ folder, random, feeds: playedFeeds(folder), later });
    stack.redis.powerCuts = false;
    try {
      const crowd = await startCrowd(stack, followed(random));
      await stack.process('news-sentiment-analysis').start();
      const { endsAt } = await feeding({ ingest: stack.process('market-ingest'), postgres: stack.postgres }, options);
      say(`${trades} trades are coming in for ${SUBSCRIBERS} subscribers; what serves them is killed until the last one.`);
      const deeds = await killInTurn(marksOf(stack), random, endsAt - BETWEEN_MS[1]);
      await drained(folder, stack.postgres.url, DRAIN_LIMIT_MS + Math.max(0, endsAt - Date.now()));
      await crowd.finish();
      writeFileSync(join(folder, 'deeds.json'), JSON.stringify(deeds));
      return outcome(await judgeCrowd(folder, stack.postgres.url), deeds);
    } finally {
      await stack.stop();
    }
  },
};

/** Two to four symbols each. */
function followed(random: Random): string[][] {
  return Array.from({ length: SUBSCRIBERS }, () => {
    const drawn = products.map(({ symbol }) => ({ symbol, rank: random.next() })).sort((a, b) => a.rank - b.rank);
    // The first one is traded all the time: whoever hears nothing then has not recovered.
    return ['BTC-USD', ...drawn.map(({ symbol }) => symbol).filter((symbol) => symbol !== 'BTC-USD')].slice(0, random.whole(2, 4));
  });
}

function marksOf({ gateways, redis, process }: WholeStack): Mark[] {
  const apis = ['market-api', 'news-sentiment-api', 'alerts-api', 'accounts-api'];
  return [
    { victim: redis, weight: 3, isNeeded: true },
    ...gateways.map((victim, gateway) => ({ victim, weight: 3, gateway, isNeeded: false })),
    ...apis.map((name) => ({ victim: process(name), weight: 1, isNeeded: false })),
  ];
}

async function killInTurn(marks: readonly Mark[], random: Random, deadline: number): Promise<Deed[]> {
  const deeds: Deed[] = [];
  // Each once, then at random.
  const firstRound = [...marks];
  while (Date.now() < deadline) {
    const mark = firstRound.shift() ?? random.weighted(marks);
    if (!mark) break;
    const { victim, gateway, isNeeded } = mark;
    const killedAt = Date.now();
    await victim.kill();
    await sleep(random.whole(...AWAY_MS));
    await victim.start();
    await untilReady(victim);
    deeds.push({ victim: victim.name, killedAt, backAt: Date.now(), isNeeded, ...(gateway === undefined ? {} : { gateway }) });
    await sleep(random.whole(...BETWEEN_MS));
  }
  return deeds;
}

function outcome({ examples, ...verdict }: CrowdVerdict, deeds: readonly Deed[]): Outcome {
  const within = (name: string, found: number, bar: number): Finding => ({
    name,
    bar: `<= ${bar} ms`,
    found: `${found} ms`,
    met: found <= bar,
  });
  const { all, ...kinds } = verdict.recovery;
  for (const [kind, { deeds: count, concerned, p50, p99, max }] of Object.entries(kinds)) {
    say(`  ${kind}: ${count} kills, ${concerned} concerned, recovered in p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`);
  }
  return {
    findings: [
      { name: 'subscribers', bar: String(SUBSCRIBERS), found: verdict.subscribers, met: verdict.subscribers === SUBSCRIBERS },
      { name: 'kills', bar: '> 0', found: deeds.length, met: deeds.length > 0 },
      none('holes', verdict.missing),
      none('repeats', verdict.repeated),
      none('steps back', verdict.misplaced),
      none('gaps told', verdict.gaps),
      none('messages without an event', verdict.errors),
      none('never recovered', all?.never ?? 0),
      within('recovery, p50', all?.p50 ?? Number.POSITIVE_INFINITY, 1_000),
      within('recovery, max', all?.max ?? Number.POSITIVE_INFINITY, 5_000),
    ],
    examples,
    figures: { kills: deeds.length, ...verdict },
  };
}
