import { barsOf } from './catalogue.ts';
import { broadcastArm } from './fan-out/broadcast.ts';
import { type GatewaySide, openGateway } from './fan-out/contest.ts';
import { joinedQueries } from './fan-out/queries.ts';
import { symbolsOf } from './fan-out/world.ts';
import type { Bench, BenchContext } from './frame/bench.ts';
import { joinPairs } from './frame/joined.ts';
import { type Arm, type Paired, runPaired } from './frame/paired.ts';
import { openHiveWorld } from './peers/hive/hive-gateway.ts';
import { hiveRuntimes } from './peers/hive/settings.ts';
import { type HiveRun, openCheapestHive, type Trial, warmUp } from './peers/hive/trials.ts';
import { fieldsOf } from './peers/stock-server.ts';

/** Of one run: Hive takes as long for one as the gateway for all of its own. */
const EVENTS = { own: 4, router: 10, gateway: 60 };
/** Before the first run, beside those of the trials. */
const WARM_UP = { own: 16, router: 40 };

/**
 * CPU of the server for each delivered message: the shipped gateway, against Hive Gateway on the same subgraphs. First with Hive's own runtime, then
 * with the one around the Rust planner, each in the cheapest of its documented settings, which is found first.
 */
export const bench: Bench = {
  async measure(context) {
    const count = context.quick ? 90 : 1_000;
    const side = await openGateway(context, count);
    const asked = { symbols: symbolsOf(4), queries: joinedQueries, count };
    const world = await openHiveWorld(context, side.stack, { symbols: asked.symbols, fields: fieldsOf(joinedQueries) });
    const run = { world, publisher: side.publisher, asked };
    const own = await against(context, side, run, 'own');
    const router = await against(context, side, run, 'router');
    const tried = [...own.trials, ...router.trials].map(({ setting, cpuUs }) => [`cpuUsOfHive ${setting.name}`, cpuUs] as const);
    const joined = joinPairs({ own: own.paired, router: router.paired });
    return {
      ...joined,
      absolute: { ...joined.absolute, ...Object.fromEntries(tried) },
      settings: { ...side.stack.settings, hive: `2.15.1, without tokens: ${own.best}; ${router.best}` },
    };
  },
};

async function against(
  context: BenchContext,
  { stack, publisher, gateway }: GatewaySide,
  run: HiveRun,
  runtime: keyof typeof hiveRuntimes,
): Promise<{ readonly best: string; readonly trials: readonly Trial[]; readonly paired: Paired }> {
  const { quick, tell } = context;
  const bar = barsOf('fan-out-hive')[runtime === 'own' ? 0 : 1];
  if (!bar) throw new Error(`Hive's runtime "${runtime}" has no bar.`);
  const settings = quick ? hiveRuntimes[runtime].slice(-1) : hiveRuntimes[runtime];
  const { trials, hive, end } = await openCheapestHive(context, run, { settings, events: quick ? 1 : 3 });
  await warmUp(hive, publisher, quick ? 1 : WARM_UP[runtime]);
  const same = { publisher, together: 1 };
  const paired = await runPaired({
    anchor: whole(broadcastArm({ ...hive, ...same, rounds: quick ? 2 : EVENTS[runtime] })),
    candidate: whole(broadcastArm({ ...gateway, ...same, rounds: quick ? 10 : EVENTS.gateway })),
    bars: [bar],
    rounds: quick ? 1 : 5,
    controlRounds: quick ? 1 : 2,
    processes: () => ({
      ...stack.pids(),
      hive: [hive.pid],
      events: [run.world.eventsPid],
      clients: [...gateway.crowd.pids, ...hive.crowd.pids],
    }),
    tell,
  });
  await end();
  return { best: trials[0]?.setting.name ?? '', trials, paired };
}

/** An arm checks that each of its events reached everyone; how many there are differs, since an arm may not be too short to be measured. */
function whole(arm: Arm): Arm {
  return { ...arm, run: async (input) => ({ ...(await arm.run(input)), answer: 'each event reached everyone once, in order' }) };
}
