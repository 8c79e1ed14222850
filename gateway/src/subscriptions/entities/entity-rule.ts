import type { EventType } from '@marketgraph/events';
import { DAY_MS, HOUR_MS, MINUTE_MS, parseDuration } from '@marketgraph/vocabulary';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { getArgumentValues } from 'graphql/execution/values.js';
import { fragmentsByName } from '../../queries/fragments-by-name.ts';
import { fieldRule, type KeptRule } from './entity-table.ts';

/** Until when the answer to an entity fetch is what its subgraph would say. */
export interface EntityRule {
  readonly changedBy: ReadonlySet<EventType>;
  readonly forMs: number;
  /** By their keys: what of the entity must be asked for each time, while the rest is kept. */
  readonly fetched: ReadonlySet<string>;
  /** Whether it shows a window that ends now: where "now" is a recording's, it moves as fast as that is played. */
  readonly followsClock: boolean;
}

/** What retention drops is told by no event; it runs this often. */
const LONGEST_MS = HOUR_MS;
/** A window may begin this part of its length too early, and a minute at most. */
const WINDOW_PARTS = DAY_MS / MINUTE_MS;

/** Null where all of the entity must be asked for each time, or is not known. */
export function readEntityRule(
  schema: GraphQLSchema,
  subgraph: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): EntityRule | null {
  const document = parse(query, { noLocation: true });
  const rules = new SelectedRules(schema, subgraph, document, variables);
  try {
    for (const definition of document.definitions) if (definition.kind === Kind.OPERATION_DEFINITION) rules.root(definition.selectionSet);
  } catch (error) {
    if (error instanceof MustFetch) return null;
    throw error;
  }
  const { changedBy, forMs, fetched, followsClock, isKept } = rules;
  return isKept ? { changedBy, forMs, fetched, followsClock } : null;
}

class MustFetch extends Error {}

type TakeField = (type: GraphQLNamedType | null, node: FieldNode) => void;

class SelectedRules {
  readonly changedBy = new Set<EventType>();
  forMs = LONGEST_MS;
  readonly fetched = new Set<string>();
  followsClock = false;
  isKept = false;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly subgraph: string,
    document: DocumentNode,
    private readonly variables: Readonly<Record<string, unknown>>,
  ) {
    this.#fragments = fragmentsByName(document);
  }

  /** Nothing but entities is asked for here; each is selected by a fragment of its type. */
  root({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD || selection.name.value !== '_entities' || !selection.selectionSet) throw new MustFetch();
      this.#selection(null, selection.selectionSet, (type, field) => this.#ofEntity(type, field));
    }
  }

  #ofEntity(type: GraphQLNamedType | null, node: FieldNode): void {
    try {
      this.#field(type, node);
      this.isKept = true;
    } catch (error) {
      if (!(error instanceof MustFetch)) throw error;
      this.fetched.add(node.alias?.value ?? node.name.value);
    }
  }

  #selection(type: GraphQLNamedType | null, { selections }: SelectionSetNode, take: TakeField): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        take(type, selection);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      if (!fragment) throw new MustFetch();
      const condition = fragment.typeCondition?.name.value;
      this.#selection(condition === undefined ? type : (this.schema.getType(condition) ?? null), fragment.selectionSet, take);
    }
  }

  #field(type: GraphQLNamedType | null, node: FieldNode): void {
    const name = node.name.value;
    if (name === '__typename') return;
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    const rule = type && fieldRule(this.subgraph, type.name, name);
    if (!field || !rule || rule === 'FETCHED') throw new MustFetch();
    this.#take(rule, () => argumentsOf(field, node, this.variables));
    if (node.selectionSet) this.#selection(getNamedType(field.type), node.selectionSet, (below, inner) => this.#field(below, inner));
  }

  #take({ changedBy, forMs, window }: KeptRule, values: () => Record<string, unknown>): void {
    for (const type of changedBy) this.changedBy.add(type);
    this.forMs = Math.min(this.forMs, forMs ?? LONGEST_MS);
    if (window === undefined) return;
    const length = parseDuration(String(values()[window]));
    if (length === null) throw new MustFetch();
    this.forMs = Math.min(this.forMs, length / WINDOW_PARTS, MINUTE_MS);
    this.followsClock = true;
  }
}

/** What its subgraph will refuse is its subgraph's to refuse. */
function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Readonly<Record<string, unknown>>) {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    throw new MustFetch();
  }
}
