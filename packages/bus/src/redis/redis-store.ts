import { randomUUID } from 'node:crypto';
import { Fault, type Logger, reasonOf } from '@marketgraph/service';
import type { Entry, NewEntry } from '../entry.ts';
import type { GroupSession } from '../groups/group-session.ts';
import type { FeedStep, LogPlace, RetiredGroup, Transaction } from '../log.ts';
import type { AppendResult, Era, LogStore, StoredLetter } from '../log-store.ts';
import { at, leastOf, type Positions, startOf } from '../positions.ts';
import { Wake } from '../wake.ts';
import { cleanFile } from './clean-file.ts';
import { deadLetters, isLetterId } from './dead-letters.ts';
import { joinRedisGroup } from './redis-group.ts';
import { createGroup, groupPositions } from './redis-group-positions.ts';
import { type RedisKeys, redisKeys } from './redis-keys.ts';
import { type RedisClient, RedisLink } from './redis-link.ts';
import { retireGroups, trimStreams } from './redis-retention.ts';
import { RedisWake } from './redis-wake.ts';
import { adoptScript, appendScript, replayScript, runScript } from './scripts.ts';
import { idOf, type StreamPage, toEntry } from './stream-entries.ts';

/** A life is kept as its id, a colon and the heads that it began with. */
const idOfLife = (life: string) => life.slice(0, life.indexOf(':'));
const headsOfLife = (life: string) =>
  life
    .slice(life.indexOf(':') + 1)
    .split(',')
    .map(Number);

/** A stream per partition with explicit ids, and hashes for heads and feeds. */
export class RedisStore implements LogStore {
  readonly wake = new Wake();
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly #waker: RedisWake;
  /** The furthest positions that this process has seen: a head behind them has lost entries. */
  #seen: number[];
  #epoch = '';
  #life = '';
  /** Of the server, as far as they were known on the last connect; any other came later. */
  #lives: readonly string[] = [];

  constructor(
    readonly url: string,
    prefix: string,
    readonly partitions: number,
    readonly logger: Logger,
    readonly enqueue: (transaction: Transaction, entries: readonly NewEntry[]) => Promise<void>,
  ) {
    this.keys = redisKeys(prefix);
    this.#seen = startOf(partitions);
    this.link = new RedisLink(url, logger, (client) => this.#adopt(client));
    this.link.onUsable = () => this.wake.notify();
    this.#waker = new RedisWake(url, this.keys.channel, this.wake, logger);
  }

  era(): Era {
    return { epoch: this.#epoch, life: this.#life };
  }

  /** What a later life of the server began without is not what was read in an earlier one. */
  kept({ epoch, life, positions }: LogPlace): Positions | null {
    if (life === undefined) return epoch === this.#epoch ? positions : null;
    const then = this.#lives.findIndex((one) => idOfLife(one) === life);
    if (then < 0) return null;
    return this.#lives.slice(then + 1).reduce((kept, later) => leastOf(kept, headsOfLife(later)), positions);
  }

  /** Resolves when the log can be used. */
  async opened(): Promise<void> {
    await this.link.run((client) => client.ping());
  }

  /** Learns the log's era on every connect, and begins a new epoch where entries that were read are gone. */
  async #adopt(client: RedisClient): Promise<void> {
    const { meta, heads, lives } = this.keys;
    await cleanFile(client, lives, this.logger);
    const values = [randomUUID(), String(this.partitions), this.#epoch, this.#lives.join(';'), ...this.#seen.map(String)];
    const reply = await runScript(client, adoptScript, [meta, heads, lives], values);
    const [epoch, partitions, life, known] = reply as [string, string, string, string[]];
    if (Number(partitions) !== this.partitions) {
      throw new Fault(
        'LOG_PARTITIONS_FIXED',
        `The log was created with ${partitions} partitions and cannot be opened with ${this.partitions}.`,
        false,
      );
    }
    if (this.#epoch !== '' && this.#epoch !== epoch) {
      this.logger.error('The log has lost entries and goes on in a new epoch; its readers are told of a gap.', {
        before: this.#epoch,
        epoch,
      });
      this.#seen = startOf(this.partitions);
    }
    this.#epoch = epoch;
    this.#life = life;
    this.#lives = known;
  }

  async append(entries: readonly NewEntry[], step?: FeedStep): Promise<AppendResult> {
    const { meta, heads, feeds, channel } = this.keys;
    const keys = [meta, heads, feeds, ...this.#streams()];
    const stepValues = step ? [step.feed, step.expected === null ? '0' : '1', step.expected ?? '', step.next] : ['', '0', '', ''];
    const entryValues = entries.flatMap(({ partition, type, publishedAt, body }) => [String(partition), type, String(publishedAt), body]);
    try {
      const reply = await this.link.run((client) =>
        runScript(client, appendScript, keys, [this.#epoch, channel, ...stepValues, ...entryValues]),
      );
      const [appended, position] = reply as [number, string | null];
      return { appended: appended === 1, feedPosition: position };
    } catch (error) {
      if (!reasonOf(error).startsWith('EPOCH')) throw error;
      await this.link.run((client) => this.#adopt(client));
      throw new Fault('LOG_BEGAN_ANEW', 'The log has begun anew; the append was not made.', true, error);
    }
  }

  appendIn(transaction: Transaction, entries: readonly NewEntry[]): Promise<void> {
    return this.enqueue(transaction, entries);
  }

  feedPosition(feed: string): Promise<string | null> {
    return this.link.run((client) => client.hGet(this.keys.feeds, feed));
  }

  /** In one command: most readings follow a single append, and find entries in one partition. */
  async readEntries(after: readonly number[], limit: number): Promise<Entry[]> {
    const wanted = after.flatMap((position, partition) =>
      position >= Number.MAX_SAFE_INTEGER ? [] : [{ key: this.keys.stream(partition), id: idOf(position) }],
    );
    if (wanted.length === 0) return [];
    const reply = await this.link.run((client) => client.xRead(wanted, { COUNT: limit }));
    const entries = ((reply ?? []) as unknown as readonly StreamPage[]).flatMap(({ name, messages }) => {
      const partition = this.keys.partitionOf(name);
      return messages.map((message) => toEntry(partition, message));
    });
    for (const { partition, position } of entries) this.seen(partition, position);
    return entries;
  }

  seen(partition: number, position: number): void {
    this.#seen[partition] = Math.max(at(this.#seen, partition), position);
  }

  head(): Promise<number[]> {
    return this.#hash(this.keys.heads);
  }

  oldest(): Promise<number[]> {
    return this.#hash(this.keys.trimmed);
  }

  groupPositions(group: string): Promise<number[] | null> {
    return this.link.run((client) => groupPositions(client, this.keys, this.partitions, group));
  }

  deadLetters(group: string | null, after: string | null, limit: number): Promise<StoredLetter[]> {
    return this.link.run((client) => deadLetters(client, this.keys, { group, after, limit }));
  }

  async replay(group: string, ids: readonly string[], publishedAt: number): Promise<number> {
    const keys = [this.keys.dead, this.keys.heads, ...this.#streams()];
    const values = [this.keys.channel, group, String(publishedAt), ...ids.filter(isLetterId)];
    return Number(await this.link.run((client) => runScript(client, replayScript, keys, values)));
  }

  async createGroup(group: string, start: 'oldest' | 'newest'): Promise<void> {
    const from = await (start === 'oldest' ? this.oldest() : this.head());
    await this.link.run((client) => createGroup(client, this.keys, group, from));
  }

  async joinGroup(group: string, start: 'oldest' | 'newest'): Promise<GroupSession> {
    await this.createGroup(group, start);
    return joinRedisGroup(this, group);
  }

  async touchGroup(group: string, at: number): Promise<void> {
    await this.link.run((client) => client.hSet(this.keys.groups, group, String(at)));
  }

  retireGroups(unusedSince: number): Promise<RetiredGroup[]> {
    return retireGroups(this, unusedSince);
  }

  trim(before: number): Promise<number> {
    return trimStreams(this, before);
  }

  health(): { healthy: boolean; detail?: string } {
    return this.link.fault === null ? { healthy: true } : { healthy: false, detail: `Redis: ${this.link.fault}` };
  }

  async close(): Promise<void> {
    this.#waker.close();
    await this.link.close();
  }

  #streams(): string[] {
    return startOf(this.partitions).map((_, partition) => this.keys.stream(partition));
  }

  async #hash(key: string): Promise<number[]> {
    const fields = startOf(this.partitions).map((_, partition) => String(partition));
    const values = await this.link.run((client) => client.hmGet(key, fields));
    return values.map((value) => Number(value ?? 0));
  }
}
