import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import { untilReady, type Victim } from './victim.ts';

export interface Deeds {
  readonly kills: Record<string, number>;
  readonly holds: Record<string, number>;
}

const BETWEEN_MS = [300, 2_200] as const;
const AWAY_MS = [50, 2_000] as const;
const HELD_MS = [1_000, 5_000] as const;
const HOLD_SHARE = 0.15;

/**
 * Kills, and sometimes holds still, until `deadline`: each of them once in the first round, then at random. Several may be away at a time;
 * none is touched again before it was able to work. Resolves when all are back.
 */
export async function killAtRandom(marks: readonly { victim: Victim; weight: number }[], random: Random, deadline: number): Promise<Deeds> {
  const deeds: Deeds = { kills: {}, holds: {} };
  const busy = new Map<Victim, Promise<void>>();
  const count = (record: Record<string, number>, { name }: Victim) => {
    record[name] = (record[name] ?? 0) + 1;
  };
  const hit = async (victim: Victim, first: boolean) => {
    if (!first && random.chance(HOLD_SHARE)) {
      count(deeds.holds, victim);
      victim.hold();
      await sleep(random.whole(...HELD_MS));
      victim.release();
    } else {
      count(deeds.kills, victim);
      const away = random.whole(...AWAY_MS);
      await victim.kill();
      await sleep(away);
      await victim.start();
    }
    await untilReady(victim);
  };
  const firstRound = marks.map(({ victim }) => ({ victim, rank: random.next() })).sort((a, b) => a.rank - b.rank);
  let failed: unknown;
  while (Date.now() < deadline && failed === undefined) {
    const free = marks.filter(({ victim }) => !busy.has(victim));
    const planned = firstRound.find(({ victim }) => !busy.has(victim))?.victim;
    const victim = planned ?? random.weighted(free)?.victim;
    if (victim) {
      const place = firstRound.findIndex((item) => item.victim === victim);
      if (place >= 0) firstRound.splice(place, 1);
      const work = hit(victim, place >= 0).catch((error) => {
        failed = error;
      });
      busy.set(victim, work);
      void work.then(() => busy.delete(victim));
    }
    await sleep(Math.min(random.whole(...BETWEEN_MS), Math.max(0, deadline - Date.now())));
  }
  await Promise.all(busy.values());
  if (failed !== undefined) throw failed;
  return deeds;
}
