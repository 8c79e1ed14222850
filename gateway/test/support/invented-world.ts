import { decodeId, encodeId, type NodeType, nodeTypes } from '@marketgraph/vocabulary';
import {
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { Dice, hashOf } from './dice.ts';

type Source = Record<string, unknown>;

/** What goes wrong in one comparison, by `Type.field`. */
export interface Faults {
  /** Fields that throw. */
  readonly thrown: ReadonlySet<string>;
  /** Fields that are null, also where the schema promises a value. */
  readonly missing: ReadonlySet<string>;
}

/** Every value follows from whose it is, its field and its arguments, so that any number of schemas tell of the same world. */
export interface InventedWorld {
  salt: string;
  faults: Faults;
  /** What the event says of entities, by their ids: a plan may as well take it from their owners, who say the same. */
  known: ReadonlyMap<string, Source>;
}

const KEY = '$key';
const symbols = ['AAPL', 'MSFT', 'BTC-USD', 'EUR-USD'] as const;
const notInvented = new Set(['Query', 'Mutation', 'Subscription', '_Service']);

/** Answers every field of the schema that its source does not answer itself. */
export function invent(schema: GraphQLSchema, world: InventedWorld): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || notInvented.has(type.name)) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve = (source: Source, values: Source) => answer(world, type, field.name, source, values);
    }
  }
  return schema;
}

/** The entities in an event's payload. Instruments are known by their symbols, and what an event adds to them is the event's alone. */
export function entitiesIn(payload: unknown): Map<string, Source> {
  if (typeof payload !== 'object' || payload === null) return new Map();
  const inner = Object.values(payload).flatMap((value) => [...entitiesIn(value)]);
  const own =
    'id' in payload && decodeId(String(payload.id))?.type !== 'Instrument' ? [[String(payload.id), payload as Source] as const] : [];
  return new Map([...own, ...inner]);
}

function answer(world: InventedWorld, type: GraphQLObjectType, field: string, source: Source, values: Source): unknown {
  const known = source[field] === undefined ? world.known.get(String(source['id'])) : source;
  const given = known?.[field];
  if (given !== undefined) return typeof given === 'function' ? given() : given;
  const identity = identityOf(type.name, source);
  if (identity === null) return undefined;
  if (type.name === 'Instrument' && field === 'id') return encodeId('Instrument', identity);
  if (type.name === 'Instrument' && field === 'symbol') return identity;
  const place = `${type.name}.${field}`;
  if (world.faults.thrown.has(place)) throw new GraphQLError(`${place} is away.`, { extensions: { code: 'AWAY' } });
  if (world.faults.missing.has(place)) return null;
  const definition = type.getFields()[field];
  return definition && valueOfType(definition.type, `${world.salt} ${type.name} ${identity} ${field} ${written(values)}`);
}

/** Null for what only an event knows: what is missing there is missing. */
function identityOf(type: string, source: Source): string | null {
  if (typeof source[KEY] === 'string') return source[KEY];
  if (type === 'Instrument') return typeof source['symbol'] === 'string' ? source['symbol'] : (decodeId(String(source['id']))?.key ?? null);
  return typeof source['id'] === 'string' ? source['id'] : null;
}

function written(values: Source): string {
  return JSON.stringify(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function valueOfType(type: GraphQLOutputType, key: string): unknown {
  if (isNonNullType(type)) return presentValue(type.ofType, key);
  return hashOf(`${key}?`) % 7 === 0 ? null : presentValue(type, key);
}

function presentValue(type: GraphQLOutputType, key: string): unknown {
  if (isListType(type)) return Array.from({ length: hashOf(key) % 3 }, (_, index) => valueOfType(type.ofType, `${key} ${index}`));
  if (isObjectType(type)) return objectOf(type.name, key);
  const dice = new Dice(hashOf(key));
  if (isEnumType(type)) return dice.pick(type.getValues())?.name;
  switch (String(type)) {
    case 'Int':
      return dice.between(0, 99);
    case 'Float':
      return dice.between(0, 99) / 8;
    case 'Boolean':
      return dice.chance(0.5);
    default:
      return `${dice.between(0, 9_999)}`;
  }
}

/** Few of each kind, so that one operation meets the same entity in several places. */
function objectOf(type: string, key: string): object {
  const hash = hashOf(`${key}!`);
  if (type === 'Instrument') return { symbol: symbols[hash % symbols.length] };
  const kind = nodeTypes.find((name) => name === type) satisfies NodeType | undefined;
  return kind ? { id: encodeId(kind, `k${hash % 4}`) } : { [KEY]: key };
}
