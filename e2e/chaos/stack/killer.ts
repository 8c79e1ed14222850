import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';
import { untilReady, type Victim } from './victim.ts';

export interface Mark {
  readonly victim: Victim;
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  /** How long it is left alone once it is able to work again: what others need to start must not be away all the time. */
  readonly restMs?: number;
}

export interface Deeds {
  readonly kills: Record<string, number>;
  readonly holds: Record<string, number>;
  /** The longest that each took from its start or release until it was able to work. */
  readonly slowestBackMs: Record<string, number>;
  /** What did not come back, and what it said of itself. */
  readonly stuck: string[];
}

const BETWEEN_MS = [300, 2_200] as const;
const AWAY_MS = [50, 2_000] as const;
const HELD_MS = [1_000, 5_000] as const;
const HOLD_SHARE = 0.15;
const STUCK_MS = 30_000;

/**
 * Kills, and sometimes holds still, until `deadline`: each of them once in the first round, then at random. Several may be away at a time;
 * none is touched again before it was able to work. Resolves when all are back.
 */
export async function killAtRandom(marks: readonly Mark[], random: Random, deadline: number, stuckMs = STUCK_MS): Promise<Deeds> {
  const killer = new Killer(random, stuckMs);
  const firstRound = marks.map((mark) => ({ ...mark, rank: random.next() })).sort((a, b) => a.rank - b.rank);
  while (Date.now() < deadline) {
    const free = marks.filter(({ victim }) => !killer.busy.has(victim));
    const planned = firstRound.findIndex(({ victim }) => !killer.busy.has(victim));
    const mark = planned < 0 ? random.weighted(free) : firstRound.splice(planned, 1)[0];
    if (mark) killer.hit(mark, planned >= 0);
    await sleep(Math.min(random.whole(...BETWEEN_MS), Math.max(0, deadline - Date.now())));
  }
  await Promise.all(killer.busy.values());
  return killer.deeds;
}

class Killer {
  readonly deeds: Deeds = { kills: {}, holds: {}, slowestBackMs: {}, stuck: [] };
  /** What is away, or not able to work yet. */
  readonly busy = new Map<Victim, Promise<void>>();
  readonly #random: Random;
  readonly #stuckMs: number;

  constructor(random: Random, stuckMs: number) {
    this.#random = random;
    this.#stuckMs = stuckMs;
  }

  hit({ victim, restMs = 0 }: Mark, mustDie: boolean): void {
    const work = (!mustDie && this.#random.chance(HOLD_SHARE) ? this.#hold(victim) : this.#kill(victim))
      .then(() => this.#back(victim))
      .then(() => sleep(restMs))
      .catch((error) => this.#stuck(error))
      .finally(() => this.busy.delete(victim));
    this.busy.set(victim, work);
  }

  async #kill(victim: Victim): Promise<void> {
    raise(this.deeds.kills, victim.name);
    const away = this.#random.whole(...AWAY_MS);
    await victim.kill();
    await sleep(away);
    await victim.start();
  }

  async #hold(victim: Victim): Promise<void> {
    raise(this.deeds.holds, victim.name);
    victim.hold();
    await sleep(this.#random.whole(...HELD_MS));
    victim.release();
  }

  async #back(victim: Victim): Promise<void> {
    const since = Date.now();
    await untilReady(victim, this.#stuckMs);
    const { slowestBackMs: slowest } = this.deeds;
    slowest[victim.name] = Math.max(slowest[victim.name] ?? 0, Date.now() - since);
  }

  #stuck(error: unknown): void {
    this.deeds.stuck.push(error instanceof Error ? error.message : String(error));
  }
}

function raise(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
