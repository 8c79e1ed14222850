import { barsOf } from './catalogue.ts';
import { broadcastArm, gatewayReaders, openCrowd } from './fan-out/broadcast.ts';
import { startGatewayStack } from './fan-out/gateway-stack.ts';
import { Publisher } from './fan-out/publisher.ts';
import { joinedQueries } from './fan-out/queries.ts';
import { symbolsOf } from './fan-out/world.ts';
import type { Bench } from './frame/bench.ts';
import { runPaired } from './frame/paired.ts';
import { openHiveWorld, startHive, untilIdle } from './peers/hive/hive-gateway.ts';
import { hiveSettings } from './peers/hive/settings.ts';
import { tryHiveSettings } from './peers/hive/trials.ts';
import { fieldsOf, peerReaders } from './peers/stock-server.ts';

/**
 * CPU of the server for each delivered message: the shipped gateway, against Hive Gateway on the same subgraphs in the cheapest of its documented
 * settings, which is found first.
 */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const count = quick ? 90 : 1_000;
    const [of, ofHive] = [symbolsOf(1), symbolsOf(4)];
    const stack = await startGatewayStack(context);
    const asked = { symbols: ofHive, queries: joinedQueries, count };
    const world = await openHiveWorld(context, stack, { symbols: ofHive, fields: fieldsOf(joinedQueries) });
    const publisher = new Publisher(stack);
    const settings = quick ? hiveSettings.slice(-1) : hiveSettings;
    const trials = await tryHiveSettings(context, { world, publisher, asked, settings, warmUp: quick ? 1 : 5, rounds: quick ? 1 : 5 });
    const [{ setting }] = trials;
    const hive = await startHive(context, world, setting);
    const readers = await gatewayReaders(stack, { queries: joinedQueries, symbols: of, count });
    const crowd = await openCrowd(context, 'subscribers', stack.port, readers);
    const hiveCrowd = await openCrowd(context, 'subscribers of Hive', hive.port, peerReaders(asked));
    await untilIdle(hive);
    const same = { publisher, rounds: quick ? 2 : 12, together: 1 };
    const paired = await runPaired({
      anchor: broadcastArm({ ...same, name: 'Hive Gateway', server: 'hive', crowd: hiveCrowd, symbols: ofHive }),
      candidate: broadcastArm({ ...same, name: 'gateway', server: 'gateway', crowd, symbols: of }),
      bars: barsOf('fan-out-hive'),
      rounds: quick ? 1 : 5,
      controlRounds: quick ? 1 : 3,
      processes: () => ({
        ...stack.pids(),
        hive: [hive.pid],
        events: [world.eventsPid],
        clients: [...crowd.pids, ...hiveCrowd.pids],
      }),
      tell,
    });
    const tried = Object.fromEntries(trials.map((trial) => [`cpuUsOfHive ${trial.setting.name}`, trial.cpuUs]));
    return { ...paired, absolute: { ...paired.absolute, ...tried }, settings: { ...stack.settings, hive: setting.name } };
  },
};
