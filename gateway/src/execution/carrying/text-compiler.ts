import type { ObjectType } from '@apollo/federation-internals';
import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { type GraphQLSchema, Kind, parse, type SelectionSetNode } from 'graphql';
import { NotCompiled } from '../not-compiled.ts';
import { OddAnswer } from '../odd-answer.ts';
import type { ChosenShape } from '../result-shape.ts';
import { typeCondition } from '../type-conditions.ts';
import { EntityReader } from './object-reader.ts';
import { type TextField, textFields } from './text-fields.ts';
import { type RootFetch, TextProgram, type TextStep } from './text-program.ts';
import { type Carrying, type EntityFetch, layoutOf } from './value-compiler.ts';

export interface Carried {
  readonly node: PlanNode;
  readonly shape: ChosenShape;
  /** The whole supergraph. */
  readonly schema: GraphQLSchema;
}

/** Null where something in the plan or the shape must be known as data. */
export function compileTexts(carried: Carried): TextProgram | null {
  try {
    return new TextCompiler(carried).compile();
  } catch (error) {
    if (error instanceof NotCompiled || error instanceof OddAnswer) return null;
    throw error;
  }
}

class TextCompiler {
  readonly #roots: { readonly node: FetchNode; readonly fields: readonly TextField[] }[] = [];
  readonly #entities = new Map<string, EntityFetch[]>();
  /** Of fetches that were found a place. */
  readonly #placed = new Set<EntityFetch>();
  readonly #asked = new Set<string>();
  readonly #carrying: Carrying;
  #entityFetches = 0;

  constructor(private readonly carried: Carried) {
    const { context, values } = carried.shape;
    this.#carrying = { shape: context, values, isOf: isOfBy(carried.schema), fetchesAt: (path) => this.#fetchesAt(path) };
  }

  compile(): TextProgram {
    const { node, shape } = this.carried;
    const roots: RootFetch[] = [];
    const step = this.#step(node, '', roots);
    const place = { occurrences: [shape.root], path: '' };
    const layout = layoutOf(
      this.#carrying,
      shape.root.parentType as ObjectType,
      place,
      this.#roots.map(({ fields }) => fields),
    );
    for (const [index, root] of this.#roots.entries()) {
      roots.push({ node: root.node, reader: new EntityReader(layout.scan(index), layout.missing(index)) });
    }
    if (this.#placed.size < this.#entityFetches) throw new NotCompiled('A fetch is about entities that are not found.');
    return new TextProgram({ step, roots, origins: layout.origins, entityFetches: this.#entityFetches });
  }

  #step(node: PlanNode, path: string, roots: readonly RootFetch[]): TextStep {
    switch (node.kind) {
      case 'Sequence': {
        const steps = node.nodes.map((child) => this.#step(child, path, roots));
        return async (run) => {
          for (const step of steps) await step(run);
        };
      }
      case 'Parallel': {
        const steps = node.nodes.map((child) => this.#step(child, path, roots));
        return async (run) => {
          await Promise.all(steps.map((step) => step(run)));
        };
      }
      case 'Flatten':
        return this.#step(node.node, `${path}${node.path.map((part) => `/${part}`).join('')}`, roots);
      case 'Condition': {
        const chosen = this.carried.shape.values[node.condition] ? node.ifClause : node.elseClause;
        return chosen ? this.#step(chosen, path, roots) : async () => undefined;
      }
      case 'Fetch':
        return node.requires ? this.#entityFetch(node, path) : this.#rootFetch(node, path, roots);
      default:
        throw new NotCompiled(`${node.kind} is not carried.`);
    }
  }

  #rootFetch(node: FetchNode, path: string, roots: readonly RootFetch[]): TextStep {
    const [set] = this.#setsOf(node);
    if (path !== '' || !set) throw new NotCompiled('Only the root is asked without keys.');
    const number = this.#roots.length;
    this.#roots.push({ node, fields: textFields(this.#carrying, [set], this.carried.shape.root.parentType.name) });
    return async (run) => {
      const root = roots[number];
      if (root) await run.askRoot(root, number);
    };
  }

  #entityFetch(node: FetchNode, path: string): TextStep {
    const number = this.#entityFetches++;
    const [entities] = this.#setsOf(node).flatMap((set) => textFields(this.#carrying, [set], 'Query'));
    const fetch = { number, requires: node.requires ?? [], sets: entities?.sets ?? [] };
    this.#entities.set(path, [...(this.#entities.get(path) ?? []), fetch]);
    return (run) => run.askEntities(node, number);
  }

  #setsOf(node: FetchNode): SelectionSetNode[] {
    const { serviceName, operation, inputRewrites, outputRewrites, contextRewrites } = node;
    if (inputRewrites?.length || outputRewrites?.length || contextRewrites?.length)
      throw new NotCompiled('Rewritten answers are not carried.');
    // They would be asked together: see entity-batching.ts.
    if (this.#asked.has(`${serviceName} ${operation}`)) throw new NotCompiled('The same is asked of entities in several places.');
    this.#asked.add(`${serviceName} ${operation}`);
    return parse(operation, { noLocation: true }).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? [definition.selectionSet] : [],
    );
  }

  #fetchesAt(path: string): readonly EntityFetch[] {
    const fetches = this.#entities.get(path) ?? [];
    for (const fetch of fetches) this.#placed.add(fetch);
    return fetches;
  }
}

function isOfBy(schema: GraphQLSchema): Carrying['isOf'] {
  return (type, condition) => typeCondition(schema, condition)({ __typename: type }) === true;
}
