import { type CpuTimes, cpuBetween, readCpu } from '../frame/cpu.ts';
import { median } from '../frame/statistics.ts';
import { type DearKind, dearKinds } from './dear-queries.ts';
import type { GatewayAnswer, GatewayCaller } from './gateway-caller.ts';
import type { HostileStack } from './hostile-stack.ts';

export interface Dear {
  readonly name: string;
  readonly query: string;
  /** The median of `each`. */
  readonly ms: number;
  readonly each: readonly number[];
  readonly bytes: number;
  readonly points: number;
  /** Milliseconds of each process, and of this one as `bench`, for one answer. */
  readonly cpuMs: CpuTimes;
}

/** Far more than is admitted: such a one is refused with its cost. */
const FAR = [100_000, 200_000] as const;

/** Of each kind the largest that is admitted, and how long it takes alone; the dearest first. */
export async function admittedDear(stack: HostileStack, repeats: number): Promise<readonly Dear[]> {
  const found: Dear[] = [];
  const caller = await stack.caller('explorer', 1);
  for (const kind of dearKinds) found.push(await measured(stack, caller, await largestAdmitted(caller, kind), repeats));
  return found.toSorted((one, other) => other.ms - one.ms);
}

type Largest = Pick<Dear, 'name' | 'query' | 'points'>;

/** Costs grow with `n` in a straight line: two refusals tell the largest one that is not refused. */
async function largestAdmitted(caller: GatewayCaller, { name, most, query }: DearKind): Promise<Largest> {
  const [low, high] = [await refusal(caller, query(FAR[0])), await refusal(caller, query(FAR[1]))];
  const slope = (high.cost - low.cost) / (FAR[1] - FAR[0]);
  const n = Math.max(Math.min(Math.floor((low.most - (low.cost - slope * FAR[0])) / slope), most), 1);
  return { name, query: query(n), points: Math.round(low.cost - slope * (FAR[0] - n)) };
}

async function refusal(caller: GatewayCaller, query: string): Promise<{ cost: number; most: number }> {
  const { text } = await caller.ask(query);
  const { limit, cost, most } = JSON.parse(text).errors?.[0]?.extensions ?? {};
  if (limit !== 'COST') throw new Error(`It was not refused for its cost: ${text.slice(0, 300)}`);
  return { cost, most };
}

/** The first ones are planned, compiled and cold. */
async function measured({ processes }: HostileStack, caller: GatewayCaller, largest: Largest, repeats: number): Promise<Dear> {
  const cold = Math.floor(repeats / 2);
  for (let turn = 0; turn < cold; turn++) await well(caller, largest.query);
  const before = readCpu(processes);
  const answers: GatewayAnswer[] = [];
  for (let turn = cold; turn < repeats; turn++) answers.push(await well(caller, largest.query));
  const cpu = cpuBetween(before, readCpu(processes));
  const cpuMs = Object.fromEntries(Object.entries(cpu).map(([name, us]) => [name, us / answers.length / 1_000]));
  const each = answers.map(({ ms }) => ms);
  return { ...largest, ms: median(each), each, bytes: answers[0]?.text.length ?? 0, cpuMs };
}

async function well(caller: GatewayCaller, query: string): Promise<GatewayAnswer> {
  const answer = await caller.ask(query);
  if (answer.status !== 200 || answer.text.includes('"errors":['))
    throw new Error(`It was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
  return answer;
}
