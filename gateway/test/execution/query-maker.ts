import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isNullableType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Dice } from '../support/dice.ts';
import { MadeNames } from '../support/made-names.ts';

export interface MadeQuery {
  readonly query: string;
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
}

/** Queries at random over any schema: interfaces and unions, fragments in fragments, aliases, conditions, arguments and variables. */
export class QueryMaker {
  readonly #fragments: string[] = [];
  readonly #known: { readonly name: string; readonly on: string }[] = [];
  readonly #made: MadeNames;
  /** Fields that may still be added. */
  #room = 45;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly dice: Dice,
    conditions?: number,
  ) {
    this.#made = new MadeNames(dice, conditions);
  }

  make(): MadeQuery {
    const root = this.schema.getQueryType();
    if (!root) throw new Error('The schema has no queries.');
    const body = this.#selections(root, 0, 3);
    const query = [`query Made${this.#made.declarations} ${body}`, ...this.#fragments].join('\n');
    return { query, operationName: 'Made', variables: this.#made.given };
  }

  #selections(type: GraphQLCompositeType, depth: number, most = 4): string {
    const texts = Array.from({ length: this.dice.between(1, most) }, () => this.#selection(type, depth));
    return `{ ${texts.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const roll = this.#room-- > 0 ? this.dice.next() : 0;
    if (roll < 0.06) return `${this.#made.alias(0.4)}__typename`;
    if (roll < 0.14) return `...${this.#made.condition()} ${this.#selections(type, depth)}`;
    if (roll < 0.24) return `...${this.#fragment(this.#related(type), depth)}${this.#made.condition()}`;
    if (roll < (isAbstractType(type) ? 0.7 : 0.3)) {
      const on = this.#related(type);
      return `... on ${on.name}${this.#made.condition()} ${this.#selections(on, depth)}`;
    }
    return isUnionType(type) ? '__typename' : this.#field(Object.values(type.getFields()), depth);
  }

  /** A type that may stand in the place of another: itself, one of its own, or an interface of it. */
  #related(type: GraphQLCompositeType): GraphQLCompositeType {
    const own = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [];
    const above = isObjectType(type) ? type.getInterfaces() : [];
    return this.dice.pick([type, ...own, ...above]) ?? type;
  }

  #fragment(on: GraphQLCompositeType, depth: number): string {
    const again = this.dice.chance(0.4) ? this.dice.pick(this.#known.filter((fragment) => fragment.on === on.name)) : undefined;
    if (again) return again.name;
    const name = this.#made.name('F');
    const text = this.#selections(on, depth + 1, 3);
    this.#fragments.push(`fragment ${name} on ${on.name} ${text}`);
    this.#known.push({ name, on: on.name });
    return name;
  }

  #field(all: readonly GraphQLField<unknown, unknown>[], depth: number): string {
    const nested = all.filter(({ type }) => isCompositeType(getNamedType(type)));
    const flat = all.filter(({ type }) => !isCompositeType(getNamedType(type)));
    const goesOn = depth < 7 && this.#room > 0;
    const field = this.dice.pick(goesOn && this.dice.chance(0.6) ? nested : flat) ?? (depth === 0 ? this.dice.pick(nested) : undefined);
    return field ? this.#write(field, depth) : '__typename';
  }

  #write({ name, args, type }: GraphQLField<unknown, unknown>, depth: number): string {
    const texts = args.flatMap(({ name: arg, type: input, defaultValue }) => {
      const isNeeded = isNonNullType(input) && defaultValue === undefined;
      return isNeeded || this.dice.chance(0.3) ? [`${arg}: ${this.#value(input)}`] : [];
    });
    const inner = getNamedType(type);
    // The same name in two types of one interface may be of two types: a name of its own never conflicts.
    const head = texts.length > 0 ? `${this.#made.alias(1)}${name}(${texts.join(', ')})` : `${this.#made.alias(0.3)}${name}`;
    return `${head}${this.#made.condition()}${isCompositeType(inner) ? ` ${this.#selections(inner, depth + 1)}` : ''}`;
  }

  #value(type: GraphQLInputType): string {
    if (isNullableType(type) && this.dice.chance(0.1)) return 'null';
    const literal = this.#literal(type);
    const isPlain = !isInputObjectType(getNamedType(type)) && !isEnumType(getNamedType(type));
    if (!isPlain || this.dice.chance(0.5)) return literal;
    return this.#made.variable(String(type), literal, JSON.parse(literal));
  }

  #literal(type: GraphQLInputType): string {
    const named = getNullableType(type);
    if (isListType(named)) return `[${this.#literal(named.ofType)}]`;
    if (isInputObjectType(named)) {
      const needed = Object.values(named.getFields()).filter((field) => isNonNullType(field.type) || this.dice.chance(0.3));
      return `{${needed.map((field) => `${field.name}: ${this.#literal(field.type)}`).join(', ')}}`;
    }
    if (isEnumType(named)) return this.dice.pick(named.getValues())?.name ?? '';
    return this.#scalar(String(named));
  }

  #scalar(name: string): string {
    if (name === 'Int') return String(this.dice.between(1, 3));
    if (name === 'Float') return String(this.dice.between(1, 30) / 10);
    if (name === 'Boolean') return String(this.dice.chance(0.5));
    if (name === 'Duration') return '"P1D"';
    if (name === 'DateTime') return '"2026-01-05T15:00:00.000Z"';
    if (name === 'Decimal') return '"1.5"';
    return JSON.stringify(this.dice.pick(['AAPL', 'é "b"', 'Instrument:MSFT']));
  }
}
