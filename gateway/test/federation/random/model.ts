import { Dice } from '../../support/dice.ts';

/** What a field answers follows from its kind, and from whose it is. */
export interface ModelField {
  readonly name: string;
  readonly type: string;
  readonly kind: 'scalar' | 'point' | 'object';
  /** Of an object: what it may be. */
  readonly targets: readonly string[];
  readonly hasArgument: boolean;
  /** Fields of the same entity that are told to whoever answers it: "e0f1", or "e0f2 { x }". */
  readonly requires: readonly string[];
}

/** A field in one subgraph. */
export interface PlacedField {
  readonly field: ModelField;
  directives: string;
}

/** An entity in one subgraph. */
export interface Presence {
  readonly subgraph: string;
  /** The fields of each of its keys. */
  readonly keys: readonly string[];
  readonly isResolvable: boolean;
  readonly fields: PlacedField[];
  /** Answered by others: told in representations, or provided. */
  readonly externals: Map<string, ModelField>;
}

export interface Entity {
  readonly name: string;
  readonly isThing: boolean;
  readonly presences: readonly Presence[];
}

export interface Model {
  readonly seed: number;
  readonly subgraphs: readonly string[];
  readonly entities: readonly Entity[];
  /** Where there is an interface of entities, and where only the interface is known (`@interfaceObject`). */
  readonly thingKey: string | null;
  readonly thingObjects: readonly Presence[];
  readonly roots: ReadonlyMap<string, readonly PlacedField[]>;
}

const SCALARS = ['Int', 'Int!', 'String', 'String!', 'Boolean', 'Tone', '[Int]', '[String!]!', '[[Int!]]'] as const;
const SHAPES = ['*', '*!', '[*]', '[*!]!', '[[*!]]'] as const;

/** A federated graph at random: the same seed, the same graph. Whoever is first to know an entity knows all its keys: each of them composes. */
export function randomModel(seed: number): Model {
  return new ModelMaker(seed).make();
}

class ModelMaker {
  readonly #dice: Dice;
  readonly #subgraphs: readonly string[];

  constructor(private readonly seed: number) {
    this.#dice = new Dice(seed);
    this.#subgraphs = ['a', 'b', 'c', 'd'].slice(0, this.#dice.between(2, 4));
  }

  make(): Model {
    const dice = this.#dice;
    const things = dice.between(0, 2);
    const objectsIn = things > 0 && dice.chance(0.6) ? this.#subgraphs.filter((_, index) => index > 0 && dice.chance(0.5)) : [];
    const entities = Array.from({ length: dice.between(Math.max(2, things), 3) }, (_, index) =>
      this.#entity(index, index < things, objectsIn),
    );
    const thingObjects = objectsIn.map((subgraph) => presence(subgraph, ['id'], true));
    const model = { seed: this.seed, subgraphs: this.#subgraphs, entities, thingKey: objectsIn.length > 0 ? 'a' : null, thingObjects };
    for (const entity of entities) this.#fill(model, entity.name, entity.presences);
    this.#fill(model, 'Thing', thingObjects);
    for (const { name, presences } of entities) this.#connect(name, presences);
    this.#connectThings(model);
    for (const { presences } of entities) this.#provide(entities, presences);
    return { ...model, roots: new Map(this.#subgraphs.map((subgraph) => [subgraph, this.#roots(model, subgraph)])) };
  }

  #entity(index: number, isThing: boolean, objectsIn: readonly string[]): Entity {
    const dice = this.#dice;
    const home = isThing ? 'a' : dice.pick(this.#subgraphs);
    const others = this.#subgraphs.filter((name) => name !== home && !(isThing && objectsIn.includes(name)) && dice.chance(0.65));
    const presences = others.map((subgraph) => presence(subgraph, this.#keys(), !dice.chance(0.12)));
    const known = new Set(['id', ...presences.flatMap(({ keys }) => keys)]);
    return { name: `E${index}`, isThing, presences: [presence(home ?? 'a', [...known], true), ...presences] };
  }

  #keys(): string[] {
    const roll = this.#dice.next();
    if (roll < 0.65) return ['id'];
    if (roll < 0.8) return ['code'];
    return roll < 0.9 ? ['id', 'code'] : ['id code'];
  }

  /** Fields of its own for each place that can answer them; some are answered in two. */
  #fill(model: Omit<Model, 'roots'>, owner: string, presences: readonly Presence[]): void {
    let count = 0;
    const resolvable = presences.filter(({ isResolvable }) => isResolvable);
    for (const place of resolvable) {
      for (let left = this.#dice.between(1, 4); left > 0; left--) {
        this.#put(this.#field(model, place.subgraph, `${owner.toLowerCase()}f${count++}`), place, resolvable);
      }
    }
  }

  #put(field: ModelField, place: Presence, resolvable: readonly Presence[]): void {
    const also = field.kind !== 'object' && this.#dice.chance(0.15) ? this.#dice.pick(resolvable) : undefined;
    const places = new Set([place, also ?? place]);
    for (const { fields } of places) fields.push({ field, directives: places.size > 1 ? ' @shareable' : '' });
  }

  #field(model: Omit<Model, 'roots'>, subgraph: string, name: string): ModelField {
    const dice = this.#dice;
    const targets = targetsIn(model, subgraph);
    const hasArgument = dice.chance(0.15);
    const base = { name, hasArgument, requires: [], targets: [] };
    const roll = dice.next();
    if (roll < 0.45 || targets.length === 0) return { ...base, kind: 'scalar', type: dice.pick(SCALARS) };
    const shape = dice.pick(SHAPES);
    if (roll < 0.6) return { ...base, kind: 'point', type: shape.replace('*', 'Point') };
    const target = dice.pick(targets);
    return { ...base, kind: 'object', type: shape.replace('*', target?.type ?? ''), targets: target?.names ?? [] };
  }

  /** Fields that need what other subgraphs answer, also what those need others for. */
  #connect(owner: string, presences: readonly Presence[]): void {
    let count = 0;
    for (const place of presences) {
      if (!place.isResolvable || !this.#dice.chance(0.45)) continue;
      const own = new Set(place.fields.map(({ field }) => field.name));
      const others = presences.flatMap(({ fields }) => fields).filter(({ field }) => !own.has(field.name));
      const needed = this.#needed(others.map(({ field }) => field));
      if (needed.length === 0) continue;
      place.fields.push(requiring(`${owner.toLowerCase()}r${count++}`, needed));
      for (const field of needed) place.externals.set(field.name, field);
    }
  }

  /** Three steps at most: of four the planner may forget one (ADR 51). */
  #needed(fields: readonly ModelField[]): ModelField[] {
    const isLong = ({ requires }: ModelField) => requires.some((path) => /r\d+$/.test(path));
    const fit = fields.filter((field) => field.kind !== 'object' && !field.hasArgument && !isLong(field));
    const found = Array.from({ length: this.#dice.between(1, 2) }, () => this.#dice.pick(fit));
    return [...new Set(found)].filter((field) => field !== undefined);
  }

  /** Who knows a thing by its interface alone may need what that interface has. */
  #connectThings({ thingObjects }: Omit<Model, 'roots'>): void {
    const title: ModelField = { name: 'title', type: 'String', kind: 'scalar', targets: [], hasArgument: false, requires: [] };
    for (const [index, place] of thingObjects.entries()) {
      if (!this.#dice.chance(0.5)) continue;
      place.fields.push(requiring(`thingr${index}`, [title]));
      place.externals.set(title.name, title);
    }
  }

  /** What is told of an entity where it is found, though another subgraph answers it elsewhere. */
  #provide(entities: readonly Entity[], presences: readonly Presence[]): void {
    for (const { subgraph, fields } of presences) {
      for (const placed of fields) {
        const entity = entities.find(({ name }) => placed.field.kind === 'object' && placed.field.type.includes(name));
        const there = entity?.presences.find((place) => place.subgraph === subgraph);
        if (entity && there && this.#dice.chance(0.35)) this.#provideOne(placed, entity, there);
      }
    }
  }

  #provideOne(placed: PlacedField, { presences }: Entity, there: Presence): void {
    const elsewhere = presences.filter((place) => place !== there).flatMap(({ fields }) => fields);
    const provided = this.#dice.pick(elsewhere.filter((other) => isProvidable(other, there)));
    if (!provided) return;
    if (!provided.directives.includes('@shareable')) provided.directives += ' @shareable';
    there.externals.set(provided.field.name, provided.field);
    placed.directives += ` @provides(fields: "${selectionOf(provided.field)}")`;
  }

  #roots(model: Omit<Model, 'roots'>, subgraph: string): PlacedField[] {
    const targets = targetsIn(model, subgraph);
    if (targets.length === 0) return [];
    return Array.from({ length: this.#dice.between(1, 3) }, (_, index) => {
      const target = this.#dice.pick(targets);
      const type = this.#dice.pick(SHAPES).replace('*', target?.type ?? '');
      // No alias of a query is called so.
      const field = { name: `${subgraph}Root${index}`, type, targets: target?.names ?? [], hasArgument: this.#dice.chance(0.3) };
      return { field: { ...field, kind: 'object', requires: [] }, directives: '' };
    });
  }
}

function presence(subgraph: string, keys: readonly string[], isResolvable: boolean): Presence {
  return { subgraph, keys, isResolvable, fields: [], externals: new Map() };
}

function requiring(name: string, needed: readonly ModelField[]): PlacedField {
  const requires = needed.map(selectionOf);
  const field: ModelField = { name, type: 'String', kind: 'scalar', targets: [], hasArgument: false, requires };
  return { field, directives: ` @requires(fields: "${requires.join(' ')}")` };
}

function selectionOf({ name, kind }: ModelField): string {
  return kind === 'point' ? `${name} { x }` : name;
}

function isProvidable({ field }: PlacedField, there: Presence): boolean {
  if (field.kind === 'object' || field.hasArgument || field.requires.length > 0) return false;
  return !there.externals.has(field.name) && !there.fields.some((placed) => placed.field.name === field.name);
}

/** What fields of a subgraph may be of. */
function targetsIn({ entities, thingObjects, thingKey }: Omit<Model, 'roots'>, subgraph: string) {
  const here = entities.filter(({ presences }) => presences.some((place) => place.subgraph === subgraph));
  const targets = here.map(({ name }) => ({ type: name, names: [name] }));
  if (here.length > 1) targets.push({ type: 'Any', names: here.map(({ name }) => name) });
  const things = here.filter(({ isThing }) => isThing).map(({ name }) => name);
  if (things.length > 0) targets.push({ type: 'Thing', names: things });
  if (thingKey !== null && thingObjects.some((place) => place.subgraph === subgraph)) {
    targets.push({ type: 'Thing', names: entities.filter(({ isThing }) => isThing).map(({ name }) => name) });
  }
  return targets;
}
