import { setTimeout as pause } from 'node:timers/promises';
import { symbols } from './fill-markets.ts';
import type { GatewayAnswer, GatewayCaller } from './gateway-caller.ts';

export interface LoadOptions {
  readonly normal: GatewayCaller;
  /** They ask in turn, each under a name of its own; nobody: the gateway is idle but for normal queries. */
  readonly hostile: readonly GatewayCaller[];
  /** What the hostile ones ask. */
  readonly query: string;
  readonly seconds: number;
}

export interface Load {
  /** Of normal queries. */
  readonly latenciesMs: readonly number[];
  readonly failed: number;
  readonly served: number;
  readonly refused: number;
  /** Neither answered nor refused as it should be; those that still wait when the run ends are given up. */
  readonly unclear: number;
}

const NORMAL_PER_SECOND = 100;
const HOSTILE_PER_SECOND = 50;
/** What was begun for those who have left ends before the next run. */
const ENDING_MS = 500;
const NORMAL = `query Normal($symbols: [String!]) {
  instruments(filter: { symbols: $symbols }, first: 5) { nodes { symbol name quote { price asOf } sentiment { score } signal { action } alerts(first: 1) { nodes { id } } } } }`;
const names = symbols();

/** Both on schedules that wait for nobody; when normal queries have been answered the hostile ones hang up. */
export async function playLoad({ normal, hostile, query, seconds }: LoadOptions): Promise<Load> {
  const attacking = onSchedule(hostile.length > 0 ? HOSTILE_PER_SECOND : 0, seconds, (turn) =>
    (hostile[turn % hostile.length] ?? normal).ask(query).catch(() => null),
  );
  const answers = await onSchedule(NORMAL_PER_SECOND, seconds, (turn) => normal.ask(NORMAL, { symbols: watched(turn) }));
  for (const caller of hostile) caller.close();
  const attacks = (await attacking).filter((answer) => answer !== null);
  if (hostile.length > 0) await pause(ENDING_MS);
  const served = attacks.filter(isServed).length;
  const refused = attacks.filter(isRefusedClearly).length;
  return {
    latenciesMs: answers.map(({ ms }) => ms),
    failed: answers.filter((answer) => !isServed(answer)).length,
    served,
    refused,
    unclear: attacks.length - served - refused,
  };
}

/** Another five each time. */
function watched(turn: number): string[] {
  return Array.from({ length: 5 }, (_, index) => names[(turn * 5 + index) % names.length] ?? '');
}

async function onSchedule<T>(perSecond: number, seconds: number, ask: (turn: number) => Promise<T>): Promise<T[]> {
  const began = performance.now();
  const asked: Promise<T>[] = [];
  for (let turn = 0; turn < perSecond * seconds; turn++) {
    await pause(Math.max(0, began + (turn * 1_000) / perSecond - performance.now()));
    asked.push(ask(turn));
  }
  return Promise.all(asked);
}

function isServed({ status, text }: GatewayAnswer): boolean {
  return status === 200 && !text.includes('"errors":[');
}

function isRefusedClearly({ status, retryAfter, text }: GatewayAnswer): boolean {
  return status === 429 && Number(retryAfter) > 0 && text.includes('RATE_LIMITED');
}
