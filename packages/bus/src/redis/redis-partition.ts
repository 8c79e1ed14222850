import { Fault, reasonOf } from '@marketgraph/service';
import { fitting, meanSize } from '../batch-size.ts';
import type { Entry } from '../entry.ts';
import type { ClaimedPartition } from '../groups/group-session.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisClient, RedisLink } from './redis-link.ts';
import { advanceScript, buryScript, runScript } from './scripts.ts';
import { idOf, type RawMessage, rawToEntry } from './stream-entries.ts';

/** How often entries are sought that were delivered to somebody else's name, by hand or by a consumer of another make. */
const SWEEP_MS = 10_000;

export interface PartitionOptions {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly group: string;
  readonly consumer: string;
  readonly partition: number;
  /** Whether the lease is ours by our own clock: a process that stood still must not go on with what it holds. */
  leased(): boolean;
  /** The partition has gone to another consumer. */
  taken(): void;
  groupPositions(): Promise<number[]>;
  createGroup(): Promise<void>;
  /** Told how far this process has read. */
  seen(partition: number, position: number): void;
  release(): Promise<void>;
}

/** A partition that is ours as long as its lease is; every step over it is fenced by the lease where it happens. */
export class RedisPartition implements ClaimedPartition {
  readonly partition: number;
  readonly #options: PartitionOptions;
  readonly #stream: string;
  readonly #lease: string;
  /** Own pending entries come first: after a claim, and after every error, for what was delivered may never have arrived. */
  #pending = true;
  /** A page that was asked for before it is needed: Redis answers while the page before it is handled. */
  #ahead: Promise<Entry[]> | null = null;
  /** Handled, and acknowledged with the next step. */
  #handled: string[] = [];
  #sweptAt = performance.now();

  constructor(options: PartitionOptions) {
    this.#options = options;
    this.partition = options.partition;
    this.#stream = options.keys.stream(options.partition);
    this.#lease = options.keys.lease(options.group, options.partition);
  }

  positions(): Promise<number[]> {
    return this.#options.groupPositions();
  }

  async read(limit: number): Promise<Entry[]> {
    try {
      const entries = await this.#read(limit);
      this.#assertLeased();
      return entries;
    } catch (error) {
      this.#pending = true;
      this.#ahead = null;
      // The server has forgotten the group with everything else.
      if (reasonOf(error).startsWith('NOGROUP')) await this.#options.createGroup();
      if (error instanceof Fault) throw error;
      throw new Fault('LOG_AWAY', `The log cannot be read: ${reasonOf(error)}`, true, error);
    }
  }

  /** A page that lies ready is given up: its entries are pending, and come again from there. */
  async rewind(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
    this.#ahead = null;
    this.#pending = true;
  }

  /** Noted, and told with the next read: at once, or when the group has gathered. */
  async acknowledge(entries: readonly Entry[]): Promise<void> {
    this.#handled.push(...entries.map(({ position }) => idOf(position)));
  }

  /** The log is elsewhere: the acknowledgement follows when the handler has returned. Effects after the lease's end are not begun. */
  async acknowledgeIn(): Promise<boolean> {
    this.#assertLeased();
    return false;
  }

  async bury({ position, body, type }: Entry, reason: string): Promise<void> {
    const { link, keys, group, consumer } = this.#options;
    const values = [group, consumer, idOf(position), reason, body, String(this.partition), type];
    await this.#fenced(link.run((client) => runScript(client, buryScript, [this.#stream, this.#lease, keys.dead], values)));
  }

  async release(): Promise<void> {
    await this.#ahead?.catch(() => undefined);
    this.#ahead = null;
    try {
      if (this.#handled.length > 0) await this.#advance('', 0);
    } finally {
      await this.#options.release();
    }
  }

  async #read(limit: number): Promise<Entry[]> {
    await this.#sweep();
    if (this.#pending) {
      const again = await this.#advance('0', limit);
      if (again.length > 0) return again;
      // An empty page of pending entries is no end: what is new follows.
      this.#pending = false;
    }
    // Also when another limit holds by now: what was delivered is ours to handle.
    const ready = (await this.#ahead) ?? [];
    const entries = ready.length > 0 ? ready : await this.#advance('>', limit);
    this.#ahead = entries.length > 0 ? this.#readAhead(fitting(limit, meanSize(entries))) : null;
    return entries;
  }

  #readAhead(limit: number): Promise<Entry[]> {
    const page = this.#advance('>', limit);
    page.catch(() => undefined);
    return page;
  }

  async #advance(from: '0' | '>' | '', limit: number): Promise<Entry[]> {
    const { link, group, consumer, seen } = this.#options;
    const handled = this.#handled;
    this.#handled = [];
    const values = [group, consumer, from, String(limit), ...handled];
    const step = link.run((client) => runScript(client, advanceScript, [this.#stream, this.#lease], values));
    const reply = await this.#fenced(step).catch((error) => {
      // Whether it was done is not known, and doing it twice changes nothing.
      this.#handled.unshift(...handled);
      throw error;
    });
    const entries = ((reply as RawMessage[] | null) ?? []).map((message) => rawToEntry(this.partition, message));
    const last = entries.at(-1);
    if (last) seen(this.partition, last.position);
    return entries;
  }

  async #fenced<T>(step: Promise<T>): Promise<T> {
    try {
      return await step;
    } catch (error) {
      if (!reasonOf(error).startsWith('FENCED')) throw error;
      this.#options.taken();
      throw this.#takenFault();
    }
  }

  #assertLeased(): void {
    if (!this.#options.leased()) throw this.#takenFault();
  }

  #takenFault(): Fault {
    return new Fault('LOG_PARTITION_TAKEN', `The lease of ${this.#options.group} on a partition has ended.`, true);
  }

  async #sweep(): Promise<void> {
    if (performance.now() - this.#sweptAt < SWEEP_MS) return;
    const { link, group, consumer } = this.#options;
    this.#sweptAt = performance.now();
    const found = await link.run((client) => takeOver(client, this.#stream, group, consumer));
    if (found) await this.rewind();
  }
}

/** Whoever holds the lease owns every pending entry: those of other names become ours, and the names go. True when there were any. */
export async function takeOver(client: RedisClient, stream: string, group: string, consumer: string): Promise<boolean> {
  const consumers = await client.xInfoConsumers(stream, group);
  const others = consumers.filter(({ name }) => name !== consumer);
  const found = others.some(({ pending }) => Number(pending) > 0);
  let next = found ? '0-0' : null;
  while (next !== null) {
    const { nextId } = await client.xAutoClaimJustId(stream, group, consumer, 0, next, { COUNT: 1_000 });
    next = String(nextId) === '0-0' ? null : String(nextId);
  }
  // With pending entries a name would take them with it: those go next time.
  for (const { name, pending } of others) {
    if (Number(pending) === 0) await client.xGroupDelConsumer(stream, group, String(name));
  }
  return found;
}
