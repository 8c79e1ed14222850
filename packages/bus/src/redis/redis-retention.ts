import type { Entry } from '../entry.ts';
import type { RetiredGroup } from '../log.ts';
import { at, distance, startOf } from '../positions.ts';
import { groupNames, groupPositions } from './redis-group-positions.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisLink } from './redis-link.ts';
import { retireScript, runScript, trimScript } from './scripts.ts';

const TRIM_PAGE = 1_000;

export interface RetainedStreams {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly partitions: number;
  head(): Promise<number[]>;
  oldest(): Promise<number[]>;
  readEntries(after: readonly number[], limit: number): Promise<Entry[]>;
  groupPositions(group: string): Promise<number[] | null>;
}

/** Forgets groups of which no consumer was alive since then; one that comes back in the same moment is spared. */
export async function retireGroups(streams: RetainedStreams, unusedSince: number): Promise<RetiredGroup[]> {
  const { link, keys, partitions } = streams;
  const used = await link.run(async (client) => {
    // Groups of before their use was noted have their time from now on.
    for (const name of await groupNames(client, keys.stream(0))) await client.hSetNX(keys.groups, name, String(Date.now()));
    return client.hGetAll(keys.groups);
  });
  const retired: RetiredGroup[] = [];
  for (const [group, lastUsed] of Object.entries(used)) {
    if (Number(lastUsed) >= unusedSince) continue;
    const unhandled = distance((await streams.groupPositions(group)) ?? startOf(partitions), await streams.head());
    const touched = [keys.groups, keys.members(group), ...startOf(partitions).map((_, partition) => keys.stream(partition))];
    const done = await link.run((client) => runScript(client, retireScript, touched, [group, String(unusedSince)]));
    if (done === 1) retired.push({ group, unhandled });
  }
  return retired;
}

/** Drops what was published before `before` and what all groups have handled, partition by partition. */
export async function trimStreams(streams: RetainedStreams, before: number): Promise<number> {
  const { link, keys, partitions } = streams;
  let dropped = 0;
  for (let partition = 0; partition < partitions; partition++) {
    const bound = Math.min(await lastBefore(streams, partition, before), await handledBy(streams, partition));
    const touched = [keys.stream(partition), keys.trimmed];
    dropped += Number(await link.run((client) => runScript(client, trimScript, touched, [String(partition), String(bound)])));
  }
  return dropped;
}

async function lastBefore(streams: RetainedStreams, partition: number, before: number): Promise<number> {
  const only = startOf(streams.partitions).map((_, index) => (index === partition ? 0 : Number.MAX_SAFE_INTEGER));
  let last = at(await streams.oldest(), partition);
  for (;;) {
    only[partition] = last;
    const page = await streams.readEntries(only, TRIM_PAGE);
    const young = page.findIndex((entry) => entry.publishedAt >= before);
    last = page[(young < 0 ? page.length : young) - 1]?.position ?? last;
    if (young >= 0 || page.length < TRIM_PAGE) return last;
  }
}

function handledBy({ link, keys, partitions }: RetainedStreams, partition: number): Promise<number> {
  return link.run(async (client) => {
    const names = await groupNames(client, keys.stream(partition));
    const positions = await Promise.all(names.map((name) => groupPositions(client, keys, partitions, name)));
    return Math.min(Number.MAX_SAFE_INTEGER, ...positions.map((group) => at(group ?? [], partition)));
  });
}
