import type { GraphQLFormattedError } from 'graphql';
import type { DataSourceAnswer } from '../../queries/data-source.ts';

interface EntityError {
  readonly error: GraphQLFormattedError;
  /** From the entity on; null: it is of the whole call. */
  readonly path: readonly (string | number)[] | null;
}

/** What a call said of one of its entities. */
export interface Outcome {
  readonly entity: unknown;
  readonly errors: readonly EntityError[];
  readonly failed: boolean;
}

/** A call that does not tell of each of its entities tells of none. */
export function checked(answer: DataSourceAnswer, count: number): DataSourceAnswer {
  const entities: unknown = answer.data?.['_entities'];
  if (!answer.data || (Array.isArray(entities) && entities.length === count)) return answer;
  const error = { message: `A subgraph did not answer for each of ${count} entities.` };
  return { ...answer, data: null, errors: [...(answer.errors ?? []), error] };
}

/** Of the entity at that place. */
export function outcomeAt({ data, errors = [] }: DataSourceAnswer, place: number): Outcome {
  const entities: unknown = data?.['_entities'];
  const own = errors.flatMap((error): EntityError[] => {
    const { path } = error;
    const isOfEntity = path?.[0] === '_entities' && typeof path[1] === 'number';
    if (!isOfEntity) return [{ error, path: null }];
    return path[1] === place ? [{ error, path: path.slice(2) }] : [];
  });
  if (!Array.isArray(entities)) return { entity: null, errors: own, failed: true };
  return { entity: entities[place] ?? null, errors: own, failed: false };
}

/** One answer of several calls. */
export function together(outcomes: readonly Outcome[]): DataSourceAnswer {
  const ofAll = new Set<GraphQLFormattedError>();
  const errors: GraphQLFormattedError[] = [];
  for (const [place, outcome] of outcomes.entries()) {
    for (const { error, path } of outcome.errors) {
      if (path) errors.push({ ...error, path: ['_entities', place, ...path] });
      else ofAll.add(error);
    }
  }
  const data = outcomes.some(({ failed }) => failed) ? null : { _entities: outcomes.map(({ entity }) => entity) };
  const all = [...ofAll, ...errors];
  return { data, ...(all.length > 0 && { errors: all }) } as DataSourceAnswer;
}
