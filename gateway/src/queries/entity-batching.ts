import type { DataSource, DataSourceAnswer, DataSourceRequest, TextSource } from './data-source.ts';

interface Asked {
  readonly representations: readonly unknown[];
  resolve(answer: DataSourceAnswer): void;
}

interface Batch {
  readonly request: DataSourceRequest;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly asked: Asked[];
}

/**
 * Puts the entity fetches of one request, or of events that are executed together, into one call where they ask the same
 * of different entities. They share a context, so they share a viewer: nothing is ever mixed between viewers.
 */
export class EntityBatching implements DataSource {
  readonly #batches = new WeakMap<object, Map<string, Batch>>();

  constructor(private readonly inner: DataSource) {}

  /** Who asks by text asks for all entities of one kind at once. */
  get texts(): TextSource | undefined {
    return this.inner.texts;
  }

  process(options: DataSourceRequest): Promise<DataSourceAnswer> {
    const { representations, ...variables } = options.request.variables ?? {};
    const { context } = options;
    if (!Array.isArray(representations) || !context) return this.inner.process(options);
    return new Promise((resolve) => {
      const open = this.#batches.get(context) ?? new Map<string, Batch>();
      this.#batches.set(context, open);
      // The object says itself where it ends.
      const key = `${JSON.stringify(variables)}${options.request.query}`;
      const batch = open.get(key) ?? this.#begin(open, key, { request: options, variables, asked: [] });
      batch.asked.push({ representations, resolve });
    });
  }

  /** What is asked in this turn of the event loop goes along. */
  #begin(open: Map<string, Batch>, key: string, batch: Batch): Batch {
    open.set(key, batch);
    setImmediate(() => {
      open.delete(key);
      void this.#send(batch);
    });
    return batch;
  }

  async #send({ request, variables, asked }: Batch): Promise<void> {
    const representations = asked.flatMap((each) => each.representations);
    const together = { ...request, request: { ...request.request, variables: { ...variables, representations } } } as DataSourceRequest;
    const answer = await this.inner.process(together).catch((error: Error) => failure(error));
    let from = 0;
    for (const { representations: own, resolve } of asked) {
      resolve(asked.length === 1 ? answer : part(answer, from, own.length));
      from += own.length;
    }
  }
}

function failure({ message }: Error): DataSourceAnswer {
  return { data: null, errors: [{ message }] };
}

/** The entities from `from` on, with their own errors at their new places; an error of no entity concerns everyone. */
function part(answer: DataSourceAnswer, from: number, count: number): DataSourceAnswer {
  const entities = answer.data?.['_entities'];
  const errors = answer.errors?.flatMap((error) => {
    const place = error.path?.[0] === '_entities' ? error.path[1] : undefined;
    if (typeof place !== 'number') return [error];
    return place >= from && place < from + count ? [{ ...error, path: ['_entities', place - from, ...(error.path ?? []).slice(2)] }] : [];
  });
  const data = Array.isArray(entities) ? { _entities: entities.slice(from, from + count) } : null;
  return { data, ...(errors?.length && { errors }) };
}
