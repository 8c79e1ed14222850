import type { AnyEvent, EventType } from '@marketgraph/events';
import type { Clock, Metrics } from '@marketgraph/service';
import type { GraphQLSchema } from 'graphql';
import type { DataSource } from '../../queries/data-source.ts';
import type { EntityFetch } from '../planning/entity-fetches.ts';
import { countValues } from './count-values.ts';
import { EntityMetrics } from './entity-metrics.ts';
import type { EntityQuestion, Keeper, Remembered } from './entity-question.ts';
import { type Asker, RememberingSource } from './remembering-source.ts';
import { subject, touchedBy } from './touched-entities.ts';

export interface EntityMemoryOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly metrics: Metrics;
  /** Whether the log is read, so that nothing changes unheard. */
  isHearing(): boolean;
  /** So many values (members, items, texts, numbers) are kept at most. */
  readonly maxValues?: number;
}

/** Some 50 bytes each. */
const MAX_VALUES = 1_000_000;

/**
 * What events need of other subgraphs, remembered until an event of the log changes it: most events change a price, and what is shown
 * beside it stands for minutes. It is as new as what the log has told.
 */
export class EntityMemory implements Keeper {
  /** By what they are about; also what is still on its way, so that an answer that may be old already is not kept. */
  readonly #bySubject = new Map<string, Set<Remembered>>();
  /** What is kept, oldest first. */
  readonly #kept = new Set<Remembered>();
  /** Instruments whose "now" is that of a recording. */
  readonly #replayed = new Set<string>();
  readonly #goneViewers = new Set<string>();
  readonly #metrics: EntityMetrics;
  #sources: Readonly<Record<string, RememberingSource>> = {};
  #values = 0;

  constructor(private readonly options: EntityMemoryOptions) {
    this.#metrics = new EntityMetrics(options.metrics);
  }

  get sources(): Readonly<Record<string, DataSource>> {
    return this.#sources;
  }

  /** For tests. */
  get size(): { entities: number; questions: number } {
    const questions = Object.values(this.#sources).reduce((sum, source) => sum + source.size, 0);
    return { entities: this.#kept.size, questions };
  }

  /** Another supergraph: fields may have moved, and so may have their subgraphs. */
  use(schema: GraphQLSchema, sources: Readonly<Record<string, DataSource>>): void {
    this.forget();
    const remembering = ([name, source]: [string, DataSource]) =>
      [name, new RememberingSource({ name, source, schema, keeper: this, metrics: this.#metrics })] as const;
    this.#sources = Object.fromEntries(Object.entries(sources).map(remembering));
  }

  /** What is known of an entity without asking; undefined: nothing. Nobody may change it. */
  recall(fetch: EntityFetch, representation: string, asker: Asker): unknown {
    return this.#sources[fetch.service]?.recall(fetch, representation, asker);
  }

  /** Before anyone is told of it. */
  hear(event: AnyEvent): void {
    this.#noteReplay(event);
    if (event.type === 'AccountDeleted') this.#leave(event.payload.userId);
    const touched = touchedBy(event);
    if (!touched) return;
    if (touched.subjects === 'EVERYTHING') for (const items of this.#bySubject.values()) this.#change(items, event.type, touched.viewerId);
    else for (const name of touched.subjects) this.#change(this.#bySubject.get(name), event.type, touched.viewerId);
  }

  /** Events may have been missed. */
  forget(): void {
    for (const items of [...this.#bySubject.values()]) for (const item of [...items]) this.drop(item);
  }

  now(): number {
    return this.options.clock.now();
  }

  get isHearing(): boolean {
    return this.options.isHearing();
  }

  mayKeep({ question: { rule, viewerId }, subject: about }: Remembered): boolean {
    if (!rule || about === null) return false;
    return !(rule.followsClock && this.#replayed.has(about)) && !(viewerId !== null && this.#goneViewers.has(viewerId));
  }

  asked(item: Remembered): void {
    if (item.subject === null) return;
    const items = this.#bySubject.get(item.subject);
    if (items) items.add(item);
    else this.#bySubject.set(item.subject, new Set([item]));
  }

  keep(item: Remembered): void {
    item.size = countValues(item.outcome);
    this.#values += item.size;
    this.#kept.add(item);
    this.#makeRoom();
  }

  drop(item: Remembered): void {
    item.question.forget(item);
    if (this.#kept.delete(item)) this.#values -= item.size;
    if (item.subject === null) return;
    const items = this.#bySubject.get(item.subject);
    items?.delete(item);
    if (items?.size === 0) this.#bySubject.delete(item.subject);
  }

  #change(items: ReadonlySet<Remembered> | undefined, type: EventType, viewerId: string | null): void {
    for (const item of [...(items ?? [])]) if (concerns(item.question, type, viewerId)) this.drop(item);
  }

  /** The longest kept go first; what was used since it was last looked at may stay for another round. */
  #makeRoom(): void {
    const most = this.options.maxValues ?? MAX_VALUES;
    for (const item of this.#kept) {
      if (this.#values <= most) return;
      if (item.used) {
        item.used = false;
        this.#kept.delete(item);
        this.#kept.add(item);
      } else this.drop(item);
    }
  }

  #noteReplay(event: AnyEvent): void {
    if (event.type === 'PricesReceived' && event.payload.provenance === 'REPLAYED') this.#replay(event.payload.symbol);
    if (event.type === 'ArticleScored' && event.payload.provenance === 'REPLAYED')
      for (const { symbol } of event.payload.mentions) this.#replay(symbol);
  }

  #replay(symbol: string): void {
    const about = subject('Instrument', symbol);
    if (this.#replayed.has(about)) return;
    this.#replayed.add(about);
    for (const item of [...(this.#bySubject.get(about) ?? [])]) if (item.question.rule?.followsClock) this.drop(item);
  }

  /** Alerts removes what was theirs without another word. */
  #leave(userId: string): void {
    this.#goneViewers.add(userId);
    for (const items of [...this.#bySubject.values()])
      for (const item of [...items]) if (item.question.viewerId === userId) this.drop(item);
  }
}

function concerns({ rule, viewerId }: EntityQuestion, type: EventType, of: string | null): boolean {
  return Boolean(rule?.changedBy.has(type)) && (of === null || viewerId === null || viewerId === of);
}
