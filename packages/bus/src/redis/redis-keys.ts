/** One hash tag, so that a cluster keeps the whole log in one slot and the script may touch all of it. */
export interface RedisKeys {
  readonly meta: string;
  /** Each life of the server with the heads that it began with, oldest first. */
  readonly lives: string;
  readonly heads: string;
  readonly trimmed: string;
  readonly feeds: string;
  readonly dead: string;
  /** When a consumer of each group was alive last. */
  readonly groups: string;
  readonly channel: string;
  stream(partition: number): string;
  /** Whose stream that is. */
  partitionOf(stream: string): number;
  lease(group: string, partition: number): string;
  members(group: string): string;
}

export function redisKeys(prefix: string): RedisKeys {
  const tag = `{${prefix}}`;
  return {
    meta: `${tag}:meta`,
    lives: `${tag}:lives`,
    heads: `${tag}:heads`,
    trimmed: `${tag}:trimmed`,
    feeds: `${tag}:feeds`,
    dead: `${tag}:dead`,
    groups: `${tag}:groups`,
    channel: `${tag}:wake`,
    stream: (partition) => `${tag}:${partition}`,
    partitionOf: (stream) => Number(stream.slice(tag.length + 1)),
    lease: (group, partition) => `${tag}:lease:${group}:${partition}`,
    members: (group) => `${tag}:members:${group}`,
  };
}
