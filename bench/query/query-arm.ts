import type { Arm } from '../frame/paired.ts';
import { cannedNames } from './canned-graphs.ts';
import type { LoadReport } from './load-messages.ts';
import { type Size, shapes } from './operations.ts';
import type { QueryWorld } from './query-world.ts';

/** A gateway in front of the canned subgraphs. */
export interface QueryGateway {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** One for each connection; none where it asks for none. */
  readonly tokens: readonly string[];
  /** Asks as its plans say, and nothing else. Null: in ways of its own, which are told and not compared. */
  readonly asks: 'as planned' | 'in its own way' | 'in process';
}

/** Asked by all connections at once, each as soon as it is answered: what one core of the gateway can do. */
export function queryArm(world: QueryWorld, gateway: QueryGateway, size: Size, requests: number): Arm {
  const { name, port, tokens } = gateway;
  return {
    name,
    server: name,
    async run(seed) {
      const before = await world.fetches();
      const report = await world.load({ name, port, tokens, size, requests, seed });
      checkAll(gateway, report, before, await world.fetches());
      const { requests: operations, bytes, latenciesMs } = report;
      return { operations, bytes, latenciesMs, answer: 'as every other gateway answers' };
    },
  };
}

/** Everything once, and then by count, until all of its code is warm. */
export async function warmUp(world: QueryWorld, gateway: QueryGateway, size: Size, requests: number): Promise<void> {
  const { name, port, tokens } = gateway;
  const { fault } = await world.load({ name, port, tokens, size, seed: 0 });
  if (fault) throw new Error(fault);
  await queryArm(world, gateway, size, requests).run(0);
}

type Fetches = Readonly<Record<string, number>>;

function checkAll({ name, asks }: QueryGateway, { fault, shapes: asked }: LoadReport, before: Fetches, after: Fetches): void {
  if (fault) throw new Error(fault);
  if (asks === 'in its own way') return;
  for (const subgraph of cannedNames) {
    const planned = Object.entries(asked).reduce((sum, [shape, count]) => sum + count * (shapes[shape]?.fetches[subgraph] ?? 0), 0);
    const due = asks === 'as planned' ? planned : 0;
    const fetched = (after[`${name} ${subgraph}`] ?? 0) - (before[`${name} ${subgraph}`] ?? 0);
    if (fetched !== due) throw new Error(`${name} asked ${subgraph} ${fetched} times, and its plans say ${due}.`);
  }
}
