import type { GraphQLFieldResolver } from 'graphql';
import { Dice, hashOf } from '../../support/dice.ts';
import type { Model, ModelField } from './model.ts';

/** An entity, by what is known of it; a point, by its values. */
export type Row = Readonly<Record<string, unknown>>;
export type Resolver = GraphQLFieldResolver<Row | undefined, unknown>;

/** What every field of a graph answers: it follows from the seed, whose field it is, and its argument. */
export class RandomWorld {
  readonly #fields: ReadonlyMap<string, ModelField>;

  constructor(private readonly model: Model) {
    const places = [...model.entities.flatMap(({ presences }) => presences), ...model.thingObjects];
    const placed = [...places.flatMap(({ fields }) => fields), ...[...model.roots.values()].flat()];
    this.#fields = new Map(placed.map(({ field }) => [field.name, field]));
  }

  /** As one schema answers, in which everything is known. */
  readonly whole: Resolver = (source, { n }, _context, { fieldName }) =>
    isPoint(source) ? source[fieldName] : this.#answer(idOf(source), fieldName, n, (path) => this.#required(idOf(source), path));

  /** As a subgraph answers: what others answer must have been told, and is known otherwise where it is provided alone. */
  part(subgraph: string): Resolver {
    const external = this.#externals(subgraph);
    return (source, { n }, _context, { fieldName, parentType }) => {
      if (isPoint(source)) return source[fieldName];
      const provided = source?.['provided'] as ReadonlySet<string> | undefined;
      if (external.has(`${parentType.name}.${fieldName}`) && !provided?.has(fieldName)) throw new Error(`${fieldName} is another's.`);
      const answer = this.#answer(idOf(source), fieldName, n, (path) => told(source, path));
      const provides = this.#provided(subgraph, fieldName);
      return provides ? withProvided(answer, provides) : answer;
    };
  }

  #externals(subgraph: string): ReadonlySet<string> {
    const { entities, thingObjects } = this.model;
    const named = [...entities, { name: 'Thing', presences: thingObjects }];
    const here = named.flatMap(({ name, presences }) =>
      presences
        .filter((place) => place.subgraph === subgraph)
        .flatMap(({ externals }) => Array.from(externals.keys(), (field) => `${name}.${field}`)),
    );
    return new Set(here);
  }

  #provided(subgraph: string, name: string): ReadonlySet<string> | null {
    const placed = this.model.entities
      .flatMap(({ presences }) => presences.filter((place) => place.subgraph === subgraph))
      .flatMap(({ fields }) => fields)
      .find(({ field }) => field.name === name);
    const [, provided] = /@provides\(fields: "(\w+)/.exec(placed?.directives ?? '') ?? [];
    return provided ? new Set([provided]) : null;
  }

  #answer(id: string, name: string, n: unknown, needed: (path: string) => unknown): unknown {
    if (name === 'id') return id;
    if (name === 'code') return `code-${id}`;
    const field = this.#fields.get(name);
    if (field && field.requires.length > 0) return `${name} of ${JSON.stringify(field.requires.map(needed))}`;
    return valueFor(field?.type ?? 'String', field, `${this.model.seed} ${id} ${name} ${n}`);
  }

  #required(id: string, path: string): unknown {
    const [name = '', inner] = path.split(' { ');
    const value = this.#answer(id, name, undefined, (other) => this.#required(id, other));
    return inner ? onlyX(value) : value;
  }
}

/** Its type follows from its id, whatever it is called where only an interface of it is known. */
export function entityOf(reference: Row, isAbstract: (type: string) => boolean): Row {
  const id = idOf(reference);
  const type = String(reference['__typename']);
  return { ...reference, id, __typename: isAbstract(type) ? id.split('-')[0] : type };
}

function idOf(source: Row | undefined): string {
  return String(source?.['id'] ?? String(source?.['code'] ?? '').slice('code-'.length));
}

function isPoint(source: Row | undefined): source is Row {
  return source !== undefined && 'x' in source;
}

function told(source: Row | undefined, path: string): unknown {
  const [name = '', inner] = path.split(' { ');
  const value = source?.[name];
  if (value === undefined) throw new Error(`${name} was not told.`);
  return inner ? onlyX(value) : value;
}

function onlyX(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(onlyX);
  return value === null ? null : { x: (value as Row)['x'] };
}

function withProvided(answer: unknown, provided: ReadonlySet<string>): unknown {
  if (Array.isArray(answer)) return answer.map((item) => withProvided(item, provided));
  return answer === null ? null : { ...(answer as Row), provided };
}

/** By the text of a type: "[Point!]". */
function valueFor(type: string, field: ModelField | undefined, key: string): unknown {
  if (type.endsWith('!')) return present(type.slice(0, -1), field, key);
  return hashOf(`${key}?`) % 7 === 0 ? null : present(type, field, key);
}

function present(type: string, field: ModelField | undefined, key: string): unknown {
  const dice = new Dice(hashOf(key));
  if (type.startsWith('['))
    return Array.from({ length: dice.between(0, 3) }, (_, index) => valueFor(type.slice(1, -1), field, `${key} ${index}`));
  if (field?.kind === 'object') return entity(dice.pick(field.targets) ?? '', dice.between(1, 3));
  if (type === 'Point') return { x: dice.between(0, 9), y: `y${dice.between(0, 9)}` };
  if (type === 'Int') return dice.between(0, 99);
  if (type === 'Boolean') return dice.chance(0.5);
  return type === 'Tone' ? dice.pick(['HIGH', 'LOW']) : `${key.split(' ')[2]} ${dice.between(0, 999)}`;
}

function entity(type: string, number: number): Row {
  return { __typename: type, id: `${type}-${number}` };
}
