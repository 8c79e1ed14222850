import { randomUUID } from 'node:crypto';
import type { BenchContext } from '../frame/bench.ts';
import type { Arm, ArmRun } from '../frame/paired.ts';
import { Crowd } from './crowd.ts';
import type { Reader } from './crowd-messages.ts';
import type { GatewayStack } from './gateway-stack.ts';
import type { Publisher } from './publisher.ts';

/** Each has a subscription of its own id and a user of its own; the queries are dealt in turn. */
export function gatewayReaders(
  stack: GatewayStack,
  { queries, symbols, count }: { queries: readonly string[]; symbols: readonly string[]; count: number },
): Promise<Reader[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      id: randomUUID(),
      token: await stack.tokenOf(`user-${index}`),
      query: queries[index % queries.length] ?? '',
      symbols,
    })),
  );
}

/** A server, who listens to it, and the symbols that they hear of. */
export interface Contestant {
  readonly name: string;
  /** The group of processes that serves. */
  readonly server: string;
  readonly crowd: Crowd;
  readonly symbols: readonly string[];
}

export interface BroadcastOptions extends Contestant {
  readonly publisher: Publisher;
  /** In one run, each when everyone has had the one before. */
  readonly rounds: number;
  /** Due at once. */
  readonly together: number;
}

/** Events for everyone, one lot after the other: nothing is under way when the next is due, so nothing is merged by chance. */
export function broadcastArm({ name, server, crowd, publisher, symbols, rounds, together }: BroadcastOptions): Arm {
  let turn = 0;
  return {
    name,
    server,
    async run(): Promise<ArmRun> {
      const before = await crowd.report();
      let operations = 0;
      for (let round = 0; round < rounds; round++) {
        const lot = Array.from({ length: together }, () => symbols[turn++ % symbols.length] ?? '');
        await publisher.changeStates(lot);
        operations += crowd.expect(lot);
        await publisher.prices(lot);
        await crowd.caughtUp();
      }
      const after = await crowd.report();
      if (after.received - before.received !== operations)
        throw new Error(`${name}: ${after.received - before.received} of ${operations} came.`);
      if (after.notes > 0) throw new Error(`${name}: ${after.notes} messages were merged, skipped or told twice.`);
      return { operations, bytes: after.bytes - before.bytes };
    },
  };
}

export async function openCrowd(context: BenchContext, name: string, port: number, readers: readonly Reader[]): Promise<Crowd> {
  const crowd = await Crowd.open(context, name, port, readers);
  context.tell(`${name}: ${readers.length} sockets are open`);
  return crowd;
}
