import { barsOf } from './catalogue.ts';
import { broadcastArm } from './fan-out/broadcast.ts';
import { openContest } from './fan-out/contest.ts';
import type { Bench } from './frame/bench.ts';
import { runPaired } from './frame/paired.ts';

/** Ten events in one append, two of each symbol: the gateway writes once to each socket, `ws` once for each message. */
const TOGETHER = 10;

export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const { stack, publisher, gateway, ws, processes } = await openContest(context, quick ? 90 : 1_000);
    const same = { publisher, rounds: quick ? 4 : 20, together: TOGETHER };
    const paired = await runPaired({
      anchor: broadcastArm({ ...ws, ...same }),
      candidate: broadcastArm({ ...gateway, ...same }),
      bars: barsOf('burst'),
      rounds: quick ? 1 : 5,
      controlRounds: quick ? 1 : 3,
      processes,
      tell,
    });
    return { ...paired, settings: stack.settings };
  },
};
