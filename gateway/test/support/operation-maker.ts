import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isNullableType,
  isObjectType,
} from 'graphql';
import type { Dice } from './dice.ts';
import { MadeNames } from './made-names.ts';

export interface MadeOperation {
  readonly field: string;
  readonly query: string;
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
  /** `Type.field` of all that is selected. */
  readonly selected: readonly string[];
}

interface Fragment {
  readonly name: string;
  readonly on: string;
  readonly text: string;
}

const DEPTH = 6;

/** One valid subscription at random. Fields with arguments or other names have response keys of their own, so that nothing conflicts. */
export class OperationMaker {
  readonly #fragments: Fragment[] = [];
  readonly #selected = new Set<string>();
  readonly #made: MadeNames;
  /** Fields that may still be added. */
  #room = 40;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly dice: Dice,
  ) {
    this.#made = new MadeNames(dice);
  }

  make(): MadeOperation {
    const root = this.schema.getSubscriptionType();
    const field = this.dice.pick(Object.values(root?.getFields() ?? {}));
    if (!root || !field) throw new Error('The schema has no subscriptions.');
    const alias = this.dice.chance(0.3) ? 'root: ' : '';
    const selection = `${alias}${field.name}${this.#rootArguments(field)} ${this.#selectionsOf(getNamedType(field.type) as GraphQLObjectType, 0)}`;
    const body = this.#atRoot(selection);
    const fragments = this.#fragments.map(({ name, on, text }) => `fragment ${name} on ${on} ${text}`);
    const query = [`subscription Made${this.#made.declarations} { ${body} }`, ...fragments].join('\n');
    return { field: field.name, query, operationName: 'Made', variables: this.#made.given, selected: [...this.#selected] };
  }

  #atRoot(selection: string): string {
    const roll = this.dice.next();
    if (roll < 0.1) return `... { ${selection} }`;
    if (roll < 0.2) return `... on Subscription { ${selection} }`;
    if (roll < 0.35) return `...${this.#fragment('Subscription', `{ ${selection} }`)}`;
    return selection;
  }

  #rootArguments({ args }: GraphQLField<unknown, unknown>): string {
    const texts = args.flatMap(({ name, type }) => {
      if (name === 'symbols' && (isNonNullType(type) || this.dice.chance(0.5))) {
        return [`symbols: ${this.#made.variable('[String!]!', '["MSFT"]', ['AAPL'])}`];
      }
      if (name === 'pace' && this.dice.chance(0.2)) return ['pace: {mode: EVERY}'];
      if (name === 'interval' && this.dice.chance(0.5)) return [`interval: ${this.#made.variable('Interval!', 'ONE_HOUR', 'ONE_MINUTE')}`];
      return [];
    });
    return texts.length > 0 ? `(${texts.join(', ')})` : '';
  }

  #selectionsOf(type: GraphQLObjectType, depth: number): string {
    const texts = Array.from({ length: this.dice.between(1, 4) }, () => this.#selection(type, depth));
    return `{ ${texts.join(' ')} }`;
  }

  #selection(type: GraphQLObjectType, depth: number): string {
    const roll = this.#room-- > 0 ? this.dice.next() : 1;
    const isNode = type.getInterfaces().some(({ name }) => name === 'Node');
    if (roll < 0.07) return `${this.#made.alias(0.4)}__typename`;
    if (roll < 0.14)
      return `...${this.dice.chance(0.5) ? ` on ${type.name}` : ''}${this.#made.condition()} ${this.#selectionsOf(type, depth)}`;
    if (roll < 0.22 && isNode) return `... on Node${this.#made.condition()} ${this.#ofNode(type, depth)}`;
    if (roll < 0.27 && isNode) return `...${this.#fragment('Node', this.#ofNode(type, depth))}${this.#made.condition()}`;
    if (roll < 0.38) return `...${this.#fragmentOn(type, depth)}${this.#made.condition()}`;
    return this.#field(type, depth);
  }

  /** On an interface, with what only its types have in fragments below. */
  #ofNode(type: GraphQLObjectType, depth: number): string {
    const others = Object.values(this.schema.getTypeMap()).filter((other) => isObjectType(other) && other.name !== type.name);
    const other = this.dice.pick(others.filter((each) => isObjectType(each) && each.getInterfaces().some(isInterfaceType)));
    const mine = this.dice.chance(0.6) ? ` ... on ${type.name}${this.#made.condition()} ${this.#selectionsOf(type, depth)}` : '';
    const foreign = other && this.dice.chance(0.3) ? ` ... on ${other.name} { __typename }` : '';
    return `{ ${this.#made.alias(0.3)}id${this.#made.condition()} __typename${mine}${foreign} }`;
  }

  #fragmentOn(type: GraphQLObjectType, depth: number): string {
    const known = this.#fragments.filter(({ on, text }) => on === type.name && text.length < 120);
    const again = this.dice.chance(0.5) ? this.dice.pick(known) : undefined;
    return again?.name ?? this.#fragment(type.name, this.#selectionsOf(type, depth));
  }

  #fragment(on: string, text: string): string {
    const name = this.#made.name('F');
    this.#fragments.push({ name, on, text });
    return name;
  }

  #field(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields());
    const nested = fields.filter((field) => isObjectType(getNamedType(field.type)));
    const flat = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const field = this.dice.pick(depth < DEPTH && this.#room > 0 && this.dice.chance(0.55) ? nested : flat) ?? this.dice.pick(flat);
    if (!field)
      return this.dice.pick(nested) && depth < DEPTH + 3 ? this.#write(type, this.dice.pick(nested) ?? null, depth) : '__typename';
    return this.#write(type, field, depth);
  }

  #write(type: GraphQLObjectType, field: GraphQLField<unknown, unknown> | null, depth: number): string {
    if (!field) return '__typename';
    this.#selected.add(`${type.name}.${field.name}`);
    const texts = field.args.flatMap(({ name, type: input, defaultValue }) => {
      const isNeeded = isNonNullType(input) && defaultValue === undefined;
      return isNeeded || this.dice.chance(0.25) ? [`${name}: ${this.#value(input, defaultValue !== undefined)}`] : [];
    });
    const head = texts.length > 0 ? `${this.#made.alias(1)}${field.name}(${texts.join(', ')})` : `${this.#made.alias(0.25)}${field.name}`;
    const inner = getNamedType(field.type);
    return `${head}${this.#made.condition()}${isObjectType(inner) ? ` ${this.#selectionsOf(inner, depth + 1)}` : ''}`;
  }

  /** A literal or a variable, of any form that is allowed in this place. */
  #value(type: GraphQLInputType, hasDefault: boolean): string {
    if (isNullableType(type) && this.dice.chance(0.1)) return 'null';
    if (this.dice.chance(0.5)) return this.#literal(type);
    const name = String(getNamedType(type));
    // A place with a default also takes a variable that may be left out.
    if (hasDefault && this.dice.chance(0.3)) return this.#made.variable(name, null, undefined);
    const declared = isNonNullType(type) || this.dice.chance(0.3) ? `${name}!` : name;
    const literal = this.#literal(type);
    return this.#made.variable(
      declared,
      this.#literal(type),
      literal.startsWith('"') || !isEnumType(getNamedType(type)) ? JSON.parse(literal) : literal,
    );
  }

  #literal(type: GraphQLInputType): string {
    const named = getNamedType(type);
    if (isEnumType(named)) return this.dice.pick(named.getValues())?.name ?? '';
    switch (named.name) {
      case 'Int':
        return String(this.dice.between(1, 3));
      case 'Boolean':
        return String(this.dice.chance(0.5));
      case 'Duration':
        return this.dice.pick(['"P1D"', '"PT1H"']);
      case 'DateTime':
        return this.dice.pick(['"2026-01-05T15:00:00.000Z"', '"2026-01-06T15:00:00.000Z"']);
      default:
        return this.dice.pick(['"c1"', '"\\u00e9 \\"b\\""']);
    }
  }

  /** Declared with a default, given a value, or both; one that may be null may also be left out. `fallback` null: neither. */
}
