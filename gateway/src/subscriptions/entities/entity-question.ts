import { reasonOf } from '@marketgraph/service';
import type { Viewer } from '@marketgraph/vocabulary';
import type { DataSourceAnswer, DataSourceRequest } from '../../queries/data-source.ts';
import { checked, type Outcome, outcomeAt, together } from './entity-outcome.ts';
import type { EntityRule } from './entity-rule.ts';
import { subjectOf } from './touched-entities.ts';

export type Representation = Readonly<Record<string, unknown>>;

/** What is known of one entity as one question shows it: asked for, then kept until something changes it. */
export interface Remembered {
  readonly question: EntityQuestion;
  readonly key: string;
  readonly representation: Representation;
  /** Null: cannot be told to have changed, and is not kept. */
  readonly subject: string | null;
  outcome: Outcome | Promise<Outcome>;
  /** It is on its way, or there. */
  sent: boolean;
  /** On the clock, ms; from when it was asked for, because its answer may be as old as that. */
  until: number;
  /** Since it was last looked at for room. */
  used: boolean;
  size: number;
}

/** What a question needs of the memory that it is part of. */
export interface Keeper {
  now(): number;
  /** Whether events are heard, so that what is kept can be trusted. */
  readonly isHearing: boolean;
  mayKeep(item: Remembered): boolean;
  asked(item: Remembered): void;
  keep(item: Remembered): void;
  drop(item: Remembered): void;
}

export interface QuestionOptions {
  readonly query: string;
  readonly operationName: string | undefined;
  /** But for the representations. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whom the answers are for; null: everyone, or nobody in particular. */
  readonly viewer: Viewer | null;
  /** Null: nothing is kept. */
  readonly rule: EntityRule | null;
  readonly keeper: Keeper;
  ask(request: DataSourceRequest): Promise<DataSourceAnswer>;
  /** Nothing is known and nothing is asked: it may be made again when it is needed. */
  emptied(): void;
}

/** So many entities go in one call. */
const AT_ONCE = 500;

/**
 * One entity query with its variables for one viewer, or for everyone: the same of several events, operations and groups is asked for
 * together, each entity once, and not again while it is known.
 */
export class EntityQuestion {
  readonly #items = new Map<string, Remembered>();
  #waiting: { item: Remembered; resolve: (outcome: Outcome) => void }[] = [];

  constructor(private readonly options: QuestionOptions) {}

  get rule(): EntityRule | null {
    return this.options.rule;
  }

  get viewerId(): string | null {
    return this.options.viewer?.id ?? null;
  }

  /** What is known is answered again: nobody may change it. */
  answer(representations: readonly Representation[]): Promise<DataSourceAnswer> {
    const outcomes = representations.map((representation) => this.#find(representation).outcome);
    if (outcomes.every((outcome) => !(outcome instanceof Promise))) return Promise.resolve(together(outcomes as readonly Outcome[]));
    return Promise.all(outcomes).then(together);
  }

  /** What is known of an entity, by its representation's JSON, without what is asked for each time; undefined: nothing. Nobody may change it. */
  recall(key: string): unknown {
    const known = this.#items.get(key);
    if (!known || known.outcome instanceof Promise || !this.#isGood(known)) return undefined;
    known.used = true;
    return known.outcome.entity;
  }

  /** It is not what the subgraph would say any more; who waits for it already gets what comes. */
  forget(item: Remembered): void {
    if (this.#items.get(item.key) === item) this.#items.delete(item.key);
    if (this.#items.size === 0) this.options.emptied();
  }

  #find(representation: Representation): Remembered {
    const { keeper } = this.options;
    const key = JSON.stringify(representation);
    const known = this.#items.get(key);
    if (known && this.#mayShare(known)) {
      known.used = true;
      return known;
    }
    const asked = this.#ask(key, representation);
    if (known) keeper.drop(known);
    return asked;
  }

  /** Of what is asked for each time, only that which was not sent yet. */
  #mayShare(known: Remembered): boolean {
    if (!known.sent) return true;
    const isWhole = this.rule?.fetched.size === 0;
    return isWhole && (known.outcome instanceof Promise || this.#isGood(known));
  }

  #isGood({ until }: Remembered): boolean {
    const { keeper } = this.options;
    return keeper.isHearing && keeper.now() < until;
  }

  #ask(key: string, representation: Representation): Remembered {
    const { rule, keeper } = this.options;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const subject = rule && subjectOf(representation);
    const item = { question: this, key, representation, subject, outcome: promise, sent: false, until: 0, used: false, size: 0 };
    this.#items.set(key, item);
    keeper.asked(item);
    // What is asked in this turn of the event loop goes along.
    if (this.#waiting.length === 0) setImmediate(() => this.#send());
    this.#waiting.push({ item, resolve });
    return item;
  }

  #send(): void {
    const { rule, keeper } = this.options;
    const waiting = this.#waiting;
    this.#waiting = [];
    const until = keeper.now() + (rule?.forMs ?? 0);
    for (const { item } of waiting) {
      item.sent = true;
      item.until = until;
      if (!keeper.isHearing || !keeper.mayKeep(item)) keeper.drop(item);
    }
    for (let from = 0; from < waiting.length; from += AT_ONCE) void this.#call(waiting.slice(from, from + AT_ONCE));
  }

  async #call(waiting: readonly { item: Remembered; resolve: (outcome: Outcome) => void }[]): Promise<void> {
    const { keeper } = this.options;
    const answer = await this.#answerTo(waiting.map(({ item }) => item.representation));
    for (const [place, { item, resolve }] of waiting.entries()) {
      const outcome = outcomeAt(answer, place);
      if (this.#items.get(item.key) === item) {
        item.outcome = { ...outcome, entity: this.#withoutFetched(outcome.entity) };
        if (outcome.failed || outcome.errors.length > 0) keeper.drop(item);
        else keeper.keep(item);
      }
      resolve(outcome);
    }
  }

  #withoutFetched(entity: unknown): unknown {
    const fetched = this.rule?.fetched;
    if (!fetched?.size || typeof entity !== 'object' || entity === null) return entity;
    return Object.fromEntries(Object.entries(entity).filter(([key]) => !fetched.has(key)));
  }

  /** A context of its own: what loaders have read lives as long as that. */
  async #answerTo(representations: readonly Representation[]): Promise<DataSourceAnswer> {
    const { query, operationName, variables, viewer } = this.options;
    const request = { query, operationName, variables: { ...variables, representations } };
    try {
      return checked(await this.options.ask({ request, context: { viewer } } as unknown as DataSourceRequest), representations.length);
    } catch (error) {
      return { data: null, errors: [{ message: reasonOf(error) }] };
    }
  }
}
