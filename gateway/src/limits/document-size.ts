import {
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { exceeded } from './exceeded.ts';
import { fragmentInCycle } from './fragment-cycles.ts';
import { limits } from './limits.ts';

/** The first limit that a document passes, if there is one. */
export function sizeFault(document: DocumentNode): GraphQLError | null {
  const size = documentSize(document);
  return typeof size === 'number' ? null : size;
}

/**
 * How many fields a document has, or the first limit that it passes, whatever its schema is: looked for before any rule of validation runs, because
 * some of these take a time that grows with the square of what is repeated. Looking ends where a limit is passed, so it takes no longer than they allow.
 */
export function documentSize(document: DocumentNode): number | GraphQLError {
  const { definitions } = document;
  const most = limits.definitions;
  if (definitions.length > most) return exceeded('DEFINITIONS', most, `Documents may have ${most} operations and fragments.`);
  const fragments = new Map(definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]));
  const inCycle = fragmentInCycle(fragments);
  if (inCycle) {
    const message = `Cannot spread fragment "${inCycle.name.value}" within itself.`;
    return new GraphQLError(message, { nodes: inCycle, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  }
  try {
    return new Measure(fragments).document(document);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

class Measure {
  #fields = 0;
  #aliases = 0;
  #directives = 0;
  readonly #spread = new Set<string>();

  constructor(private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>) {}

  document({ definitions }: DocumentNode): number {
    for (const definition of definitions) {
      if (definition.kind === Kind.OPERATION_DEFINITION) this.#operation(definition);
    }
    // Validation looks at what nobody spreads too.
    for (const [name, fragment] of this.fragments) {
      if (!this.#spread.has(name)) this.#level([fragment.selectionSet], limits.depth);
    }
    return this.#fields;
  }

  #operation({ directives, variableDefinitions = [], selectionSet }: OperationDefinitionNode): void {
    this.#directivesAt(directives);
    for (const variable of variableDefinitions) this.#directivesAt(variable.directives);
    const roots = this.#level([selectionSet], limits.depth);
    const most = limits.rootFields;
    if (roots > most) throw exceeded('ROOT_FIELDS', most, `Operations may have ${most} root fields.`, selectionSet);
  }

  /** All that is asked of one object, whichever fragments it stands in. Returns how many fields these are. */
  #level(sets: readonly SelectionSetNode[], levels: number): number {
    const asked = new Map<string, FieldNode[]>();
    for (const set of sets) this.#collect(set, asked);
    for (const same of asked.values()) this.#below(same, levels);
    return [...asked.values()].flat().length;
  }

  #collect(set: SelectionSetNode, asked: Map<string, FieldNode[]>): void {
    for (const selection of set.selections) {
      this.#count('fields', ++this.#fields, selection);
      this.#directivesAt(selection.directives);
      if (selection.kind === Kind.FIELD) this.#field(selection, asked);
      else if (selection.kind === Kind.INLINE_FRAGMENT) this.#collect(selection.selectionSet, asked);
      else this.#fragment(selection.name.value, asked);
    }
  }

  #field(field: FieldNode, asked: Map<string, FieldNode[]>): void {
    if (field.alias) this.#count('aliases', ++this.#aliases, field);
    const name = (field.alias ?? field.name).value;
    const same = asked.get(name) ?? [];
    same.push(field);
    asked.set(name, same);
    const most = limits.repeats;
    if (same.length > most) throw exceeded('REPEATS', most, `A field may be asked ${most} times of the same object.`, field);
  }

  /** Counted anew wherever it is spread: whoever plans an operation takes it apart as often. */
  #fragment(name: string, asked: Map<string, FieldNode[]>): void {
    this.#spread.add(name);
    const fragment = this.fragments.get(name);
    if (!fragment) return;
    this.#directivesAt(fragment.directives);
    this.#collect(fragment.selectionSet, asked);
  }

  #below(same: readonly FieldNode[], levels: number): void {
    const [field] = same;
    if (!field) return;
    const introspects = field.name.value.startsWith('__');
    if (levels === 0 && !introspects) throw exceeded('DEPTH', limits.depth, `Operations may nest ${limits.depth} levels deep.`, field);
    const sets = same.flatMap(({ selectionSet }) => selectionSet ?? []);
    if (sets.length > 0) this.#level(sets, introspects ? limits.introspectionDepth : levels - 1);
  }

  #directivesAt(directives: readonly DirectiveNode[] = []): void {
    const [first] = directives;
    if (!first) return;
    this.#directives += directives.length;
    this.#count('directives', this.#directives, first);
    const most = limits.directivesAtOnePlace;
    if (directives.length > most) throw exceeded('DIRECTIVES', most, `At one place may stand ${most} directives.`, first);
  }

  #count(what: 'fields' | 'aliases' | 'directives', count: number, node: Parameters<typeof exceeded>[3]): void {
    const most = limits[what];
    if (count > most) throw exceeded(what.toUpperCase(), most, `Documents may have ${most} ${what}.`, node);
  }
}

function isFragment(definition: DefinitionNode): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}
