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
import { type HiveRun, openAlone, type Trial, tryHives, warmUp } from './peers/hive/trials.ts';
import { fieldsOf } from './peers/stock-server.ts';

/**
 * Events of one run. Hive's runs are short and its rounds many, because every now and then one event has a major collection of all that Hive has kept
 * since the last: seconds of CPU, more each time. In a median of many rounds that weighs nothing.
 */
const EVENTS = { own: 1, router: 4, gateway: 60 };
const ROUNDS = { own: 12, router: 8 };
const CONTROL_ROUNDS = { own: 6, router: 4 };
/** Before the first run. */
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
  const settings = quick ? hiveRuntimes[runtime].slice(-1) : hiveRuntimes[runtime];
  const trials = await tryHives(context, run, { settings, events: quick ? 1 : 8 });
  const best = trials[0]?.setting;
  if (!bar || !best) throw new Error(`Hive's runtime "${runtime}" has no bar or no setting.`);
  const { hive, end } = await openAlone(context, run, best);
  await warmUp(hive, publisher, quick ? 1 : WARM_UP[runtime]);
  const same = { publisher, together: 1 };
  const paired = await runPaired({
    anchor: whole(broadcastArm({ ...hive, ...same, rounds: EVENTS[runtime] })),
    candidate: whole(broadcastArm({ ...gateway, ...same, rounds: quick ? 10 : EVENTS.gateway })),
    bars: [bar],
    rounds: quick ? 1 : ROUNDS[runtime],
    controlRounds: quick ? 1 : CONTROL_ROUNDS[runtime],
    processes: () => ({
      ...stack.pids(),
      hive: [hive.pid],
      events: [run.world.eventsPid],
      clients: [...gateway.crowd.pids, ...hive.crowd.pids],
    }),
    tell,
  });
  await end();
  return { best: best.name, trials, paired };
}

/** An arm checks that each of its events reached everyone; how many there are differs, since an arm may not be too short to be measured. */
function whole(arm: Arm): Arm {
  return { ...arm, run: async (input) => ({ ...(await arm.run(input)), answer: 'each event reached everyone once, in order' }) };
}
