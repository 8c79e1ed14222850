import type { ResumeVerdict } from '../ledger/judge-resume.ts';
import { none, say } from '../report/print.ts';
import type { Deeds } from '../stack/killer.ts';
import type { LosslessClient } from '../stack/lossless-client.ts';
import type { Outcome } from './scenario.ts';

interface Told {
  readonly deeds: Deeds;
  /** Who was not able to work in the end, and what it says. */
  readonly away: readonly string[];
  readonly client: LosslessClient;
  readonly drainMs: number | null;
  readonly seconds: number;
}

/** A hundred in five minutes. */
const SECONDS_PER_KILL = 3;
const LONGEST_EXAMPLE = 400;

/** What must hold: everything that happened was heard exactly once, and in order. */
export function resumeFindings(verdict: ResumeVerdict, { deeds, away, client, drainMs, seconds }: Told): Outcome {
  const { kills, holds, slowestBackMs, stuck } = deeds;
  const { examples, streams, ...counts } = verdict;
  const killed = sum(kills);
  const least = Math.floor(seconds / SECONDS_PER_KILL);
  const noted = {
    tokensEnded: client.count(/closed: 4403/g),
    renewed: client.count(/renewed its token/g),
    connected: client.count(/connected to/g),
  };
  say(`killed ${JSON.stringify(kills)}; held still ${JSON.stringify(holds)}`);
  say(`slowest to come back, in ms: ${JSON.stringify(slowestBackMs)}`);
  return {
    findings: [
      { name: 'kills', bar: `>= ${least}`, found: killed, met: killed >= least },
      ...Object.entries(streams).flatMap(([name, { expected, missing, repeated }]) => [
        { name: `${name} that happened`, bar: '> 0', found: expected, met: expected > 0 },
        none(`${name}: missing`, missing),
        none(`${name}: heard again, or never happened`, repeated),
      ]),
      none('out of order', verdict.misplaced),
      none('gaps told', verdict.gaps),
      none('messages without an event', verdict.empty),
      none('the client ended by itself', client.losses),
      none('not able to work in the end', away.length),
    ],
    examples: [...away, ...stuck, ...examples].map((text) => text.slice(0, LONGEST_EXAMPLE)),
    figures: {
      ...{ kills, killed, holds, held: sum(holds), stuck: stuck.length, slowestBackMs, drainMs, ...noted, ...counts },
      streams: Object.fromEntries(Object.entries(streams).map(([name, { examples: _, ...figures }]) => [name, figures])),
    },
  };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
