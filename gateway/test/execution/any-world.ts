import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
} from 'graphql';
import { Dice, hashOf } from '../support/dice.ts';

type Source = Readonly<Record<string, unknown>>;

/** Every value follows from whose it is, its field and its arguments, so that any number of schemas tell of one world. */
export interface AnyWorld {
  salt: string;
  /** How many of a thousand fields throw, and as many are null, also where the schema promises a value. */
  faults: number;
  /** Entities that their subgraph does not know, of a thousand. */
  unknown: number;
}

const keys = new Set(['id', 'symbol', 'sku']);

/** A subgraph out of its SDL. What it is told of an entity beyond keys (`@requires`) is part of what it answers. */
export function anySubgraph(typeDefs: DocumentNode, world: AnyWorld): GraphQLSchema {
  const named = typeDefs.definitions.flatMap((definition) =>
    'name' in definition && definition.name && 'directives' in definition && definition.directives?.some(({ name }) => name.value === 'key')
      ? [definition.name.value]
      : [],
  );
  const __resolveReference = (reference: Source) => resolveReference(schema, reference, world);
  const resolvers = Object.fromEntries(named.map((name) => [name, { __resolveReference }]));
  const schema: GraphQLSchema = buildSubgraphSchema([{ typeDefs, resolvers }]);
  return populate(schema, world, requiringFields(typeDefs));
}

function resolveReference(schema: GraphQLSchema, reference: Source, { salt, unknown }: AnyWorld): Source | null {
  const roll = hashOf(`${salt} ${reference['id'] ?? reference['symbol'] ?? reference['sku']} known`) % 1_000;
  if (roll < unknown / 2) throw new GraphQLError('It cannot be looked up.', { extensions: { code: 'AWAY' } });
  return roll < unknown ? null : { ...reference, __typename: concreteType(schema, reference) };
}

/** Of an entity interface only its owner knows what each entity is. */
function concreteType(schema: GraphQLSchema, { __typename, id }: Source): string {
  const type = schema.getType(String(__typename));
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [String(__typename)];
  return possible.find((name) => String(id).startsWith(`${name}:`)) ?? possible[hashOf(String(id)) % possible.length] ?? '';
}

/** Answers every field of the schema. */
export function populate(schema: GraphQLSchema, world: AnyWorld, requiring: ReadonlySet<string> = new Set()): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value: { __typename: string }) => value.__typename;
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_')) continue;
      const place = `${type.name}.${field.name}`;
      field.resolve = (source: Source | undefined, values: Source) => {
        const told = requiring.has(place) ? JSON.stringify(source) : '';
        return answer(schema, world, type, field.name, field.type, source ?? {}, `${written(values)} ${told}`);
      };
    }
  }
  return schema;
}

function requiringFields({ definitions }: DocumentNode): Set<string> {
  return new Set(
    definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION
        ? (definition.fields ?? []).flatMap(({ name, directives }) =>
            directives?.some((directive) => directive.name.value === 'requires') ? [`${definition.name.value}.${name.value}`] : [],
          )
        : [],
    ),
  );
}

function answer(
  schema: GraphQLSchema,
  world: AnyWorld,
  type: GraphQLNamedType,
  field: string,
  result: GraphQLOutputType,
  source: Source,
  rest: string,
): unknown {
  const identity = identityOf(source);
  if (keys.has(field)) return source[field] ?? (field === 'id' ? `${type.name}:${identity}` : identity);
  const key = `${world.salt} ${type.name} ${identity} ${field} ${rest}`;
  const roll = hashOf(`${key} fault`) % 1_000;
  if (roll < world.faults) throw new GraphQLError(`${type.name}.${field} is away.`, { extensions: { code: 'AWAY' } });
  if (roll < world.faults * 2) return null;
  return valueOfType(schema, result, key);
}

/** The same whether it is known by its id, by another key or by where it was found. */
function identityOf(source: Source): string {
  const { id, symbol, sku, $key } = source as Record<string, string | undefined>;
  return (
    String(id ?? symbol ?? sku ?? $key ?? 'root')
      .split(':')
      .at(-1) ?? ''
  );
}

function written(values: Source): string {
  return JSON.stringify(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function valueOfType(schema: GraphQLSchema, type: GraphQLOutputType, key: string): unknown {
  if (isNonNullType(type)) return presentValue(schema, type.ofType, key);
  return hashOf(`${key}?`) % 9 === 0 ? null : presentValue(schema, type, key);
}

function presentValue(schema: GraphQLSchema, type: GraphQLOutputType, key: string): unknown {
  const hash = hashOf(`${key}!`);
  if (isListType(type)) return Array.from({ length: hash % 4 }, (_, index) => valueOfType(schema, type.ofType, `${key} ${index}`));
  const found = isAbstractType(type) ? [...schema.getPossibleTypes(type)].sort((one, other) => (one.name < other.name ? -1 : 1)) : [type];
  const dice = new Dice(hash);
  const named = dice.pick(found);
  if (isObjectType(named)) {
    const isEntity = Object.keys(named.getFields()).some((name) => keys.has(name));
    // Few of each kind, so that one operation meets the same entity in several places.
    return { __typename: named.name, $key: isEntity ? `k${hash % 4}` : key };
  }
  if (isEnumType(named)) return dice.pick(named.getValues())?.name;
  return scalar(String(named), dice);
}

function scalar(name: string, dice: Dice): unknown {
  if (name === 'Int') return dice.between(0, 99);
  if (name === 'Float') return dice.between(0, 99) / 8;
  return name === 'Boolean' ? dice.chance(0.5) : `${dice.between(0, 9_999)}`;
}
