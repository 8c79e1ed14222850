import { collectFields, collectSubFields } from '@graphql-tools/utils';
import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getArgumentValues,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  visit,
} from 'graphql';
import { type Complete, completerOf, settle, upOf } from './complete-value.ts';
import { type AskedField, type Compiling, FieldInfo } from './field-info.ts';
import { SHORT } from './long-answers.ts';
import type { Place, Target } from './places.ts';
import { leafRead, type Member, nullable, objectRead, odd, plainMaker, type Read } from './plain-members.ts';
import type { Run } from './run.ts';

type Step = (run: Run, source: unknown, target: Target, above: Place | undefined) => void;

type Values = Record<string, unknown>;

const NONE: Values = Object.freeze({});

/** What is asked of objects of one type in one place. */
export class Selection {
  /** All that takes more than reading: it has a resolver, is long, or is of an abstract type. */
  readonly steps: readonly Step[];
  /** All members one by one, in the order asked: for objects in which one is odd. */
  readonly careful: readonly Step[];
  /** Makes an object with what only has to be read; throws where anything is odd. */
  readonly read: (source: object) => Target;
  readonly #keys: Target;

  constructor(compiling: Compiling, type: GraphQLObjectType, asked: ReadonlyMap<string, readonly FieldNode[]>, up: number) {
    const typeName = { constant: JSON.stringify(type.name) };
    const members: Member[] = [];
    const [steps, careful]: [Step[], Step[]] = [[], []];
    for (const [key, [node, ...others]] of asked) {
      const definition = node && type.getFields()[node.name.value];
      if (node?.name.value === '__typename') members.push({ key, ...typeName });
      // What the type does not have is left out.
      if (!definition) continue;
      const field = { compiling, parentType: type, definition, nodes: [node, ...others] as const, key, selections: new Map() };
      const read = definition.resolve ? null : readOf(definition.type, field, upOf(definition.type, up));
      members.push(read ? { key, name: definition.name, read } : { key, constant: 'undefined' });
      const step = stepOf(field, up);
      careful.push(step);
      if (!read) steps.push(step);
    }
    this.steps = steps;
    this.careful = careful;
    this.read = plainMaker(members);
    this.#keys = Object.fromEntries(
      members.map((member) => [member.key, 'constant' in member && member.constant === typeName.constant ? type.name : undefined]),
    );
  }

  make(run: Run, source: unknown, place: Place | undefined): Target {
    const read = this.#readOf(source);
    const made = read ?? this.keys();
    for (const step of read ? this.steps : this.careful) step(run, source, made, place);
    return made;
  }

  /** The object before anything is known but its type. */
  keys(): Target {
    return { ...this.#keys };
  }

  #readOf(source: unknown): Target | null {
    if (typeof source !== 'object' || source === null) return null;
    try {
      return this.read(source);
    } catch {
      return null;
    }
  }
}

/** Null for what takes more than reading. */
function readOf(type: GraphQLOutputType, field: AskedField, up: number): Read | null {
  const present = getNullableType(type);
  if (isLeafType(present)) return leafRead(type);
  if (isListType(present)) return listRead(type, readOf(present.ofType, field, upOf(present.ofType, up)));
  if (!isObjectType(present) || present.isTypeOf) return null;
  const { steps, read } = selectionOf(field, present, up);
  return steps.length === 0 ? objectRead(type, read) : null;
}

function listRead(type: GraphQLOutputType, item: Read | null): Read | null {
  if (!item) return null;
  const read = (items: unknown) => (Array.isArray(items) && items.length <= SHORT ? items.map((one) => item.read(one)) : odd());
  return { read: nullable(type, read) };
}

function selectionOf({ compiling, nodes, selections }: AskedField, type: GraphQLObjectType, up: number): Selection {
  const known = selections.get(type);
  if (known) return known as Selection;
  const { schema, fragments, conditions } = compiling;
  const selection = new Selection(compiling, type, collectSubFields(schema, fragments, conditions, type, [...nodes]).fields, up);
  selections.set(type, selection);
  return selection;
}

export function rootSelection(compiling: Compiling, type: GraphQLObjectType): Selection {
  const { schema, fragments, conditions, operation } = compiling;
  return new Selection(compiling, type, collectFields(schema, fragments, conditions, type, operation.selectionSet).fields, 0);
}

function stepOf(field: AskedField, around: number): Step {
  const { key, definition, parentType } = field;
  const up = upOf(definition.type, around);
  const find = finderOf(field);
  let complete: Complete | undefined;
  return (run, source, target, prev) => {
    complete ??= completerOf({ type: definition.type, field, up, selectionOf, readOf });
    const place = { prev, key, typename: parentType.name, target, up };
    try {
      settle(run, find(run, source, place), complete, place);
    } catch (fault) {
      run.fail(fault, place);
    }
  };
}

/** By its resolver. Where there is none: what the object has by that name, called if it is a function. */
function finderOf(field: AskedField): (run: Run, source: unknown, place: Place) => unknown {
  const { definition } = field;
  const { resolve, name } = definition;
  const argumentsOf = argumentsReader(field);
  if (resolve) return (run, source, place) => resolve(source, argumentsOf(run), run.context, new FieldInfo(field, run, place));
  return (run, source, place) => {
    if (typeof source !== 'object' && typeof source !== 'function') return undefined;
    const value = (source as Record<string, unknown> | null)?.[name];
    return typeof value === 'function' ? value.call(source, argumentsOf(run), run.context, new FieldInfo(field, run, place)) : value;
  };
}

/** Arguments are the same for all objects: they are read once, or once for each execution where variables are in them. */
function argumentsReader({ compiling, definition, nodes: [node] }: AskedField): (run: Run) => Values {
  if (definition.args.length === 0) return () => NONE;
  const memory: Values[] = [];
  if (!hasVariables(node)) return () => kept(memory, 0, () => getArgumentValues(definition, node));
  const place = compiling.varying++;
  return ({ argumentsOf, variables }) => kept(argumentsOf, place, () => getArgumentValues(definition, node, variables));
}

function kept(memory: Values[], place: number, read: () => Values): Values {
  const known = memory[place];
  if (known) return known;
  const values = read();
  memory[place] = values;
  return values;
}

function hasVariables({ arguments: given = [] }: FieldNode): boolean {
  let found = false;
  const tell = () => {
    found = true;
  };
  for (const argument of given) visit(argument, { [Kind.VARIABLE]: tell });
  return found;
}
