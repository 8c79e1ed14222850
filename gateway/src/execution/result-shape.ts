import type { Operation, Selection, SelectionSet } from '@apollo/federation-internals';
import { isVariable } from '@apollo/federation-internals';
import { Flaws } from './complete-value.ts';
import type { Place } from './entities-at.ts';
import type { Members } from './members.ts';
import { NotCompiled } from './not-compiled.ts';
import { ObjectShape } from './object-shape.ts';
import type { Occurrence, ShapeContext } from './shaped-fields.ts';

/** Each caller's choice of conditions has a shape of its own; those of the last choices are kept. */
const MAX_CHOICES = 32;

interface Shaped {
  readonly data: Members | null;
  readonly isFlawed: boolean;
  /** Where no object or no list is what should be one. */
  readonly malformed: readonly Place[];
}

/** The shape for one choice of conditions. */
export interface ChosenShape {
  readonly context: ShapeContext;
  readonly root: Occurrence;
  /** Of the variables that conditions depend on. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly object: ObjectShape;
}

/** The answer in the shape of the operation: its members, in its order, with nulls where something is missing or wrong. */
export class ResultShape {
  readonly #conditions: readonly string[];
  readonly #choices = new Map<string, ChosenShape>();

  constructor(private readonly operation: Operation) {
    this.#conditions = conditionsOf(operation.selectionSet);
  }

  /** Null where a condition has no value; throws OddAnswer where only the stock executor can say what the answer is. */
  complete(data: Members, variables: Readonly<Record<string, unknown>>): Shaped | null {
    const flaws = new Flaws();
    const shaped = this.choose(variables)?.object.complete(data, flaws);
    return shaped === undefined ? null : { data: shaped, isFlawed: flaws.found, malformed: flaws.malformed.map((way) => way.reverse()) };
  }

  /** Null where a condition has no value. */
  choose(variables: Readonly<Record<string, unknown>>): ChosenShape | null {
    const values = this.#conditions.map((name) => variables[name]);
    if (values.some((value) => typeof value !== 'boolean')) return null;
    const choice = values.map(Number).join('');
    const known = this.#choices.get(choice);
    if (known) return known;
    const oldest = this.#choices.keys().next();
    if (this.#choices.size >= MAX_CHOICES && !oldest.done) this.#choices.delete(oldest.value);
    const shape = this.#shape(Object.fromEntries(this.#conditions.map((name) => [name, variables[name]])));
    this.#choices.set(choice, shape);
    return shape;
  }

  #shape(values: Readonly<Record<string, unknown>>): ChosenShape {
    const { operation } = this;
    const schema = operation.schema();
    const parentType = schema.schemaDefinition.rootType(operation.rootKind);
    if (!parentType) throw new NotCompiled(`There is no ${operation.rootKind}.`);
    const context = { schema, isLeftOut: (element: Selection['element']) => isLeftOutBy(element, values) };
    const root = { set: operation.selectionSet, parentType };
    return { context, root, values, object: new ObjectShape(context, [root]) };
  }
}

function isLeftOutBy({ appliedDirectives }: Selection['element'], values: Readonly<Record<string, unknown>>): boolean {
  return appliedDirectives.some((directive) => {
    if (directive.name !== 'skip' && directive.name !== 'include') return false;
    const condition = conditionOf(directive);
    const value = isVariable(condition) ? values[condition.name] : condition;
    return value === (directive.name === 'skip');
  });
}

function conditionOf(directive: Selection['element']['appliedDirectives'][number]): unknown {
  return directive.arguments()['if'];
}

/** The variables that conditions depend on. Throws where something is selected that this executor does not know. */
function conditionsOf(root: SelectionSet): string[] {
  const selections = new Set<Selection>();
  gather(root, selections, new Set());
  const conditions = [...selections].flatMap(({ element }) => {
    checkName(element);
    return element.appliedDirectives.map(conditionOf).filter(isVariable);
  });
  return [...new Set(conditions.map(({ name }) => name))];
}

/** Fragments that are spread often are gone through once. */
function gather(set: SelectionSet, found: Set<Selection>, gone: Set<SelectionSet>): void {
  if (gone.has(set)) return;
  gone.add(set);
  for (const selection of set.selections()) {
    found.add(selection);
    if (selection.selectionSet) gather(selection.selectionSet, found, gone);
  }
}

function checkName(element: Selection['element']): void {
  if (element.kind !== 'Field') return;
  if (element.definition.isSchemaIntrospectionField()) throw new NotCompiled('Introspection is not compiled.');
  if (element.responseName() === '__proto__') throw new NotCompiled('__proto__ is not compiled.');
}
