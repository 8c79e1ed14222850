import { type CompositeType, isCompositeType, isObjectType, type ObjectType } from '@apollo/federation-internals';
import { type Complete, compileValue, type Flaws, isRequired } from './complete-value.ts';
import { isMembers, type Members, ownOf } from './members.ts';
import { type Occurrence, type SelectedField, type ShapeContext, selectedFields } from './shaped-fields.ts';

interface ShapedField {
  readonly name: string;
  readonly isRequired: boolean;
  /** Null for `__typename`. */
  readonly complete: Complete | null;
  readonly parentType: CompositeType;
}

/**
 * An object as it was asked for, out of everything that subgraphs answered of it. Which of its members there are depends on the type that
 * it says it is of; each type's are found once.
 */
export class ObjectShape {
  readonly #byType = new Map<unknown, readonly ShapedField[] | null>();

  constructor(
    private readonly context: ShapeContext,
    private readonly occurrences: readonly Occurrence[],
  ) {}

  /** Null where the object, or something that it must have, is not as its type says. */
  complete(value: unknown, flaws: Flaws): Members | null {
    if (!isMembers(value)) return flaws.noteMalformed();
    const typename = value['__typename'];
    if (typename !== undefined && typeof typename !== 'string') return flaws.noteMalformed();
    const fields = this.#fieldsOf(typename);
    return fields ? this.#told(value, fields, flaws) : flaws.note();
  }

  /** The object as it was answered where nothing of it changes: it is copied only from where that ends. */
  #told(source: Members, fields: readonly ShapedField[], flaws: Flaws): Members | null {
    let changed: Members | null = isToldWhole(source, fields) ? null : {};
    let index = 0;
    let placed = flaws.malformed.length;
    for (const field of fields) {
      const told = ownOf(source, field.name);
      const done = this.#member(field, told, source, flaws);
      if (done !== told) {
        placed = flaws.placeIn(field.name, placed);
        changed ??= copyOfFirst(index, fields, source);
      }
      if (done === null && field.isRequired) return flaws.note();
      if (changed) changed[field.name] = done;
      index++;
    }
    return changed ?? source;
  }

  #member(field: ShapedField, told: unknown, source: Members, flaws: Flaws): unknown {
    if (!field.complete) return this.#typename(field, source);
    return told === undefined || told === null ? null : field.complete(told, flaws);
  }

  #fieldsOf(typename: string | undefined): readonly ShapedField[] | null {
    const known = this.#byType.get(typename);
    if (known !== undefined) return known;
    const fields = this.#find(typename);
    // What is no type is not kept: a subgraph may invent any number of names.
    if (fields) this.#byType.set(typename, fields);
    return fields;
  }

  #find(typename: string | undefined): readonly ShapedField[] | null {
    if (!typename) return this.#shape(this.occurrences, undefined);
    const type = this.context.schema.type(typename);
    if (!type || !isCompositeType(type)) return null;
    return this.#shape(
      this.occurrences.map(({ set }) => ({ set, parentType: type })),
      typename,
    );
  }

  #shape(occurrences: readonly Occurrence[], typename: string | undefined): readonly ShapedField[] {
    return selectedFields(this.context, occurrences, typename).map((field) => this.#compile(field));
  }

  #compile({ name, field, type, parentType, occurrences }: SelectedField): ShapedField {
    if (field.name === '__typename') return { name, isRequired: true, complete: null, parentType };
    const shape = () => new ObjectShape(this.context, occurrences);
    return { name, isRequired: isRequired(type), complete: compileValue(type, shape), parentType };
  }

  /** The name that was told, where clients know it, else that of the place; an interface is no answer. */
  #typename({ name, parentType }: ShapedField, source: Members): string | null {
    const told = ownOf(source, name) ?? (name === '__typename' ? null : (source['__typename'] ?? null));
    const type = typeof told === 'string' ? (this.context.schema.type(told) ?? parentType) : parentType;
    return isObjectType(type) ? (type as ObjectType).name : null;
  }
}

/** Exactly what is asked for was answered, in the order in which it is told. */
function isToldWhole(source: Members, fields: readonly ShapedField[]): boolean {
  let count = 0;
  // No list of the names is made, as Object.keys would; what is inherited is not enumerable.
  for (const name in source) if (fields[count++]?.name !== name) return false;
  return count === fields.length;
}

function copyOfFirst(count: number, fields: readonly ShapedField[], source: Members): Members {
  const copy: Members = {};
  for (const { name } of fields.slice(0, count)) copy[name] = source[name];
  return copy;
}
