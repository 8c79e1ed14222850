import { barsOf } from './catalogue.ts';
import type { Contestant } from './fan-out/broadcast.ts';
import { type Contest, openContest } from './fan-out/contest.ts';
import { readLogAlone } from './fan-out/log-reader.ts';
import { latenciesOf, publishSteadily } from './fan-out/steady.ts';
import type { Bench } from './frame/bench.ts';
import { type Arm, runPaired } from './frame/paired.ts';

const PER_SECOND = 20;

/** From when a bare reader of the log has an event until each of the sockets has its message. */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const contest = await openContest(context, quick ? 90 : 1_000);
    const heard = readLogAlone(context, contest.stack.log);
    const events = quick ? 20 : 60;
    const paired = await runPaired({
      anchor: steadyArm(contest, contest.ws, heard, events),
      candidate: steadyArm(contest, contest.gateway, heard, events),
      bars: barsOf('latency'),
      rounds: quick ? 1 : 5,
      controlRounds: quick ? 1 : 3,
      processes: contest.processes,
      tell,
    });
    return { ...paired, settings: { ...contest.stack.settings, eventsPerSecond: String(PER_SECOND) } };
  },
};

function steadyArm({ publisher }: Contest, contestant: Contestant, heard: ReadonlyMap<number, number>, events: number): Arm {
  const { name, server } = contestant;
  return {
    name,
    server,
    async run() {
      const { messages, bytes, arrivals } = await publishSteadily({ ...contestant, publisher, perSecond: PER_SECOND, events });
      return { operations: messages, bytes, latenciesMs: latenciesOf(arrivals, heard) };
    },
  };
}
