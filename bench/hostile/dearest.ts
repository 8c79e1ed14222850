import { median } from '../frame/statistics.ts';
import { type DearKind, dearKinds } from './dear-queries.ts';
import type { GatewayAnswer, GatewayCaller } from './gateway-caller.ts';

export interface Dear {
  readonly name: string;
  readonly query: string;
  /** The median of `each`. */
  readonly ms: number;
  readonly each: readonly number[];
  readonly bytes: number;
}

/** Far more than is admitted: such a one is refused with its cost. */
const FAR = [100_000, 200_000] as const;

/** Of each kind the largest that is admitted, and how long it takes alone; the dearest first. */
export async function admittedDear(caller: GatewayCaller, repeats: number): Promise<readonly Dear[]> {
  const found: Dear[] = [];
  for (const kind of dearKinds) found.push(await measured(caller, await largestAdmitted(caller, kind), repeats));
  return found.toSorted((one, other) => other.ms - one.ms);
}

/** Costs grow with `n` in a straight line: two refusals tell the largest one that is not refused. */
async function largestAdmitted(caller: GatewayCaller, { name, most, query }: DearKind): Promise<{ name: string; query: string }> {
  const [low, high] = [await refusal(caller, query(FAR[0])), await refusal(caller, query(FAR[1]))];
  const slope = (high.cost - low.cost) / (FAR[1] - FAR[0]);
  const n = Math.floor((low.most - (low.cost - slope * FAR[0])) / slope);
  return { name, query: query(Math.max(Math.min(n, most), 1)) };
}

async function refusal(caller: GatewayCaller, query: string): Promise<{ cost: number; most: number }> {
  const { text } = await caller.ask(query);
  const { limit, cost, most } = JSON.parse(text).errors?.[0]?.extensions ?? {};
  if (limit !== 'COST') throw new Error(`It was not refused for its cost: ${text.slice(0, 300)}`);
  return { cost, most };
}

async function measured(caller: GatewayCaller, { name, query }: { name: string; query: string }, repeats: number): Promise<Dear> {
  const answers: GatewayAnswer[] = [];
  for (let turn = 0; turn < repeats; turn++) answers.push(await well(caller, query));
  // The first ones are planned, compiled and cold.
  const each = answers.slice(Math.floor(repeats / 2)).map(({ ms }) => ms);
  return { name, query, ms: median(each), each, bytes: answers[0]?.text.length ?? 0 };
}

async function well(caller: GatewayCaller, query: string): Promise<GatewayAnswer> {
  const answer = await caller.ask(query);
  if (answer.status !== 200 || answer.text.includes('"errors":['))
    throw new Error(`It was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
  return answer;
}
