import { reasonOf } from '@marketgraph/service';
import { at } from '../positions.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisClient } from './redis-link.ts';
import { idOf, positionOf } from './stream-entries.ts';

/** Behind the newest entry that was delivered, or before the oldest that is still pending; null for an unknown group. */
export async function groupPositions(client: RedisClient, keys: RedisKeys, partitions: number, group: string): Promise<number[] | null> {
  const positions = await Promise.all(
    Array.from({ length: partitions }, async (_, partition) => {
      const stream = keys.stream(partition);
      const found = (await groupsOf(client, stream)).find(({ name }) => name === group);
      if (!found) return null;
      if (Number(found.pending) === 0) return positionOf(String(found['last-delivered-id']));
      const { firstId } = await client.xPending(stream, group);
      // Acknowledged between the two questions.
      return firstId ? positionOf(String(firstId)) - 1 : positionOf(String(found['last-delivered-id']));
    }),
  );
  return positions.every((position) => position === null) ? null : positions.map((position) => position ?? 0);
}

export async function groupNames(client: RedisClient, stream: string): Promise<string[]> {
  return (await groupsOf(client, stream)).map(({ name }) => String(name));
}

export async function createGroup(client: RedisClient, keys: RedisKeys, group: string, from: readonly number[]): Promise<void> {
  for (let partition = 0; partition < from.length; partition++) {
    try {
      await client.xGroupCreate(keys.stream(partition), group, idOf(at(from, partition)), { MKSTREAM: true });
    } catch (error) {
      if (!reasonOf(error).startsWith('BUSYGROUP')) throw error;
    }
  }
}

async function groupsOf(client: RedisClient, stream: string) {
  try {
    return await client.xInfoGroups(stream);
  } catch (error) {
    if (reasonOf(error).includes('no such key')) return [];
    throw error;
  }
}
