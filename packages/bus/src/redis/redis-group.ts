import { randomUUID } from 'node:crypto';
import { Fault } from '@marketgraph/service';
import type { GroupSession } from '../groups/group-session.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisLink } from './redis-link.ts';
import { RedisPartition, takeOver } from './redis-partition.ts';
import { aliveScript, releaseScript, runScript } from './scripts.ts';

/** A lease, and a member that is not renewed within it, end by themselves: the time until another takes over from a dead consumer. */
const LEASE_MS = 5_000;

export interface GroupStreams {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly partitions: number;
  groupPositions(group: string): Promise<number[] | null>;
  createGroup(group: string, start: 'oldest' | 'newest'): Promise<void>;
  seen(partition: number, position: number): void;
}

/** One consumer of a Redis consumer group; one lease per partition keeps the order of each key over several consumers. */
export async function joinRedisGroup(streams: GroupStreams, group: string): Promise<GroupSession> {
  const { link, keys } = streams;
  const consumer = randomUUID();
  const lost = new AbortController();
  /** What is ours, and when each lease was asked for last by our own clock: it ends no earlier than its length after that. */
  const held = new Map<number, number>();
  const alive = async () => {
    const partitions = [...held.keys()];
    const leases = partitions.map((partition) => keys.lease(group, partition));
    const askedAt = performance.now();
    const values = [consumer, String(LEASE_MS)];
    const counted = await link.run((client) => runScript(client, aliveScript, [keys.members(group), ...leases], values));
    if (counted === null) throw new Fault('LOG_LEASE_LOST', `A lease of ${group} has gone to another consumer.`, true);
    for (const partition of partitions) if (held.has(partition)) held.set(partition, askedAt);
    const [living, before] = counted as [number, number];
    return { living, before };
  };
  await alive();
  return {
    lost: lost.signal,
    muster: () =>
      alive().catch((error) => {
        lost.abort();
        throw error;
      }),
    claim: async (partition) => {
      const lease = keys.lease(group, partition);
      const askedAt = performance.now();
      const gained = await link.run((client) =>
        client.set(lease, consumer, { condition: 'NX', expiration: { type: 'PX', value: LEASE_MS } }),
      );
      if (gained === null) return null;
      held.set(partition, askedAt);
      const release = async () => {
        held.delete(partition);
        await link.run((client) => runScript(client, releaseScript, [lease], [consumer]));
      };
      try {
        await link.run((client) => takeOver(client, keys.stream(partition), group, consumer));
      } catch (error) {
        await release().catch(() => undefined);
        throw error;
      }
      return new RedisPartition({
        link,
        keys,
        group,
        consumer,
        partition,
        leased: () => performance.now() - (held.get(partition) ?? Number.NEGATIVE_INFINITY) < LEASE_MS,
        taken: () => lost.abort(),
        groupPositions: async () => (await streams.groupPositions(group)) ?? [],
        createGroup: () => streams.createGroup(group, 'oldest'),
        seen: (at, position) => streams.seen(at, position),
        release,
      });
    },
    leave: async () => {
      await link.run((client) => client.zRem(keys.members(group), consumer));
    },
  };
}
