import { randomUUID } from 'node:crypto';
import { Fault, reasonOf } from '@marketgraph/service';
import type { Entry } from '../entry.ts';
import type { ClaimedPartition, GroupSession } from '../groups/group-session.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisClient, RedisLink } from './redis-link.ts';
import { aliveScript, buryScript, releaseScript, runScript } from './scripts.ts';
import { idOf, type StreamMessage, toEntry } from './stream-entries.ts';

/** A lease, and a member that is not renewed within it, end by themselves: the time until another takes over from a dead consumer. */
const LEASE_MS = 5_000;

export interface GroupStreams {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly partitions: number;
  groupPositions(group: string): Promise<number[] | null>;
  createGroup(group: string, start: 'oldest' | 'newest'): Promise<void>;
}

/** One consumer of a Redis consumer group; one lease per partition keeps the order of each key over several consumers. */
export async function joinRedisGroup(streams: GroupStreams, group: string): Promise<GroupSession> {
  const { link, keys } = streams;
  const consumer = randomUUID();
  const lost = new AbortController();
  const held = new Set<number>();
  const alive = async () => {
    const leases = [...held].map((partition) => keys.lease(group, partition));
    const count = Number(
      await link.run((client) => runScript(client, aliveScript, [keys.members(group), ...leases], [consumer, String(LEASE_MS)])),
    );
    if (count < 0) throw new Fault('LOG_LEASE_LOST', `A lease of ${group} has gone to another consumer.`, true);
    return count;
  };
  await alive();
  return {
    lost: lost.signal,
    members: () =>
      alive().catch((error) => {
        lost.abort();
        throw error;
      }),
    claim: async (partition) => {
      const lease = keys.lease(group, partition);
      const gained = await link.run((client) =>
        client.set(lease, consumer, { condition: 'NX', expiration: { type: 'PX', value: LEASE_MS } }),
      );
      if (gained === null) return null;
      held.add(partition);
      await link.run((client) => takeOver(client, keys.stream(partition), group, consumer));
      return claimedPartition(streams, group, consumer, partition, async () => {
        held.delete(partition);
        await link.run((client) => runScript(client, releaseScript, [lease], [consumer]));
      });
    },
    leave: async () => {
      await link.run((client) => client.zRem(keys.members(group), consumer));
    },
  };
}

/** Whoever holds the lease owns every pending entry: those of earlier consumers become ours, and their names go. */
async function takeOver(client: RedisClient, stream: string, group: string, consumer: string): Promise<void> {
  let next = '0-0';
  do {
    next = String((await client.xAutoClaimJustId(stream, group, consumer, 0, next, { COUNT: 1_000 })).nextId);
  } while (next !== '0-0');
  for (const { name, pending } of await client.xInfoConsumers(stream, group)) {
    if (name !== consumer && Number(pending) === 0) await client.xGroupDelConsumer(stream, group, name);
  }
}

function claimedPartition(
  streams: GroupStreams,
  group: string,
  consumer: string,
  partition: number,
  release: () => Promise<void>,
): ClaimedPartition {
  const { link, keys } = streams;
  const stream = keys.stream(partition);
  /** Own pending entries come first: after a claim, and after every error, for what was delivered may never have arrived. */
  let pending = true;
  const readFrom = async (id: '0' | '>', limit: number): Promise<Entry[]> => {
    const reply = await link.run((client) => client.xReadGroup(group, consumer, { key: stream, id }, { COUNT: limit }));
    const messages = ((reply as { messages: StreamMessage[] }[] | null)?.[0]?.messages ?? []) as StreamMessage[];
    return messages.map((message) => toEntry(partition, message));
  };
  return {
    partition,
    positions: async () => (await streams.groupPositions(group)) ?? [],
    read: async (limit) => {
      try {
        const again = pending ? await readFrom('0', limit) : [];
        if (again.length > 0) return again;
        pending = false;
        return await readFrom('>', limit);
      } catch (error) {
        pending = true;
        // The server has forgotten the group with everything else.
        if (reasonOf(error).startsWith('NOGROUP')) await streams.createGroup(group, 'oldest');
        throw new Fault('LOG_AWAY', `The log cannot be read: ${reasonOf(error)}`, true, error);
      }
    },
    rewind: async () => {
      pending = true;
    },
    acknowledge: async (entries) => {
      const ids = entries.map(({ position }) => idOf(position));
      await link.run((client) => client.xAck(stream, group, ids));
    },
    // The log is elsewhere: the acknowledgement follows when the handler has returned.
    acknowledgeIn: async () => false,
    bury: async ({ position, body, type }, reason) => {
      await link.run((client) =>
        runScript(client, buryScript, [stream, keys.dead], [group, idOf(position), reason, body, String(partition), type]),
      );
    },
    release,
  };
}
