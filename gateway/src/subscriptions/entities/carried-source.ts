import { type FieldNode, getOperationAST, Kind, parse } from 'graphql';
import { fetchedFields } from '../../execution/fetched-fields.ts';
import { KeptOperations } from '../../execution/kept-operations.ts';
import type { DataSource } from '../../queries/data-source.ts';
import type { SubscriptionField } from '../fields/subscription-field.ts';
import { subject, subjectOf } from './touched-entities.ts';

interface Carrier {
  readonly about: string;
  readonly instrument: Readonly<Record<string, unknown>>;
  /** The types of what it carries, by field. */
  readonly types: Readonly<Record<string, string>>;
}

/** What the event itself says of its instrument, in place of what is asked of a subgraph, which is not asked for nothing else. */
export function withCarried(
  sources: Readonly<Record<string, DataSource>>,
  { carried }: SubscriptionField,
  payload: object,
): Readonly<Record<string, DataSource>> {
  const instrument = 'instrument' in payload ? (payload.instrument as Readonly<Record<string, unknown>> | null) : null;
  const told = Object.entries(carried ?? {}).filter(([name]) => instrument?.[name] !== undefined);
  if (!instrument || told.length === 0) return sources;
  const carrier = { about: subject('Instrument', String(instrument['symbol'])), instrument, types: Object.fromEntries(told) };
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, carrying(source, carrier)]));
}

function carrying(source: DataSource, { about, instrument, types }: Carrier): DataSource {
  return {
    async process(options) {
      const fields = askedOf(options.request.query ?? '');
      const asked = fields.filter(({ name }) => Object.hasOwn(types, name));
      if (asked.length === 0) return source.process(options);
      const told = Object.fromEntries(asked.map(({ key, name, members }) => [key, shaped(instrument[name], types[name], members)]));
      const representations: readonly Record<string, unknown>[] = options.request.variables?.['representations'] ?? [];
      const isIts = (place: number) => subjectOf(representations[place] ?? {}) === about;
      const isAll = asked.length === fields.filter(({ name }) => name !== '__typename').length;
      if (isAll && representations.every((_, place) => isIts(place))) {
        return { data: { _entities: representations.map(() => ({ __typename: 'Instrument', ...told })) } };
      }
      const answer = await source.process(options);
      const entities: unknown = answer.data?.['_entities'];
      if (!Array.isArray(entities)) return answer;
      const isTold = (place: number) => Boolean(entities[place]) && isIts(place);
      const _entities = entities.map((entity, place) => (isTold(place) ? { ...entity, ...told } : entity));
      const { errors: all, ...rest } = answer;
      // What failed there and is known all the same is no error.
      const errors = all?.filter(({ path }) => !(path && isTold(Number(path[1])) && Object.hasOwn(told, String(path[2])))) ?? [];
      return { ...rest, data: { ...answer.data, _entities }, ...(errors.length > 0 && { errors }) };
    },
  };
}

/** A field of instruments that a query asks for, and what it asks of it, wherever it does. */
interface Asked {
  readonly key: string;
  readonly name: string;
  readonly members: readonly FieldNode[];
}

const kept = new KeptOperations<readonly Asked[]>();

/** Of a query of the planner, which names no fragments. What its conditions leave out is told too: the answer's shape drops it. */
function askedOf(query: string): readonly Asked[] {
  const known = kept.find(query);
  if (known) return known;
  const operation = getOperationAST(parse(query, { noLocation: true }));
  const [root] = operation?.selectionSet.selections ?? [];
  const fields = root?.kind === Kind.FIELD && root.name.value === '_entities' ? fetchedFields(root.selectionSet, 'Instrument') : [];
  const asked = [...Map.groupBy(fields, keyOf)].map(([key, nodes]) => ({
    key,
    name: nodes[0]?.name.value ?? key,
    members: nodes.flatMap(({ selectionSet }) => fetchedFields(selectionSet)),
  }));
  kept.keep(query, asked, query.length);
  return asked;
}

/** By what its members are asked for as; those of a plain object, as a quote is. */
function shaped(value: unknown, type: string | undefined, members: readonly FieldNode[]): unknown {
  if (typeof value !== 'object' || value === null || members.length === 0) return value;
  const told = (name: string) => (name === '__typename' ? type : (value as Record<string, unknown>)[name]);
  return Object.fromEntries(members.map((node) => [keyOf(node), told(node.name.value) ?? null]));
}

function keyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}
