import type { ObjectType } from '@apollo/federation-internals';
import type { FetchNode, PlanNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { NotCompiled } from '../not-compiled.ts';
import { OddAnswer } from '../odd-answer.ts';
import type { ChosenShape } from '../result-shape.ts';
import { typeCondition } from '../type-conditions.ts';
import { askedBy } from './asked-by.ts';
import type { Answering } from './layout.ts';
import { EntityReader } from './object-reader.ts';
import { textFields } from './text-fields.ts';
import { TextProgram, type TextStep } from './text-program.ts';
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
  readonly #roots: (Answering & { readonly fetch: number })[] = [];
  readonly #entities = new Map<string, EntityFetch[]>();
  /** Of fetches that were found a place. */
  readonly #placed = new Set<EntityFetch>();
  readonly #asked = new Set<string>();
  readonly #carrying: Carrying;
  #fetches = 0;

  constructor(private readonly carried: Carried) {
    const { shape, schema } = carried;
    const isOf: Carrying['isOf'] = (type, condition) => typeCondition(schema, condition)({ __typename: type }) === true;
    this.#carrying = { shape: shape.context, values: shape.values, isOf, fetchesAt: (path) => this.#fetchesAt(path) };
  }

  compile(): TextProgram {
    const { node, shape } = this.carried;
    const step = this.#step(node, '');
    const place = { occurrences: [shape.root], path: '' };
    const layout = layoutOf(this.#carrying, shape.root.parentType as ObjectType, place, this.#roots);
    const roots = this.#roots.map(({ fetch }, index) => ({ fetch, reader: new EntityReader(layout.scan(index), layout.missing(index)) }));
    if (this.#placed.size + roots.length < this.#fetches) throw new NotCompiled('A fetch is about entities that are not found.');
    return new TextProgram({ step, roots, origins: layout.origins, fetches: this.#fetches });
  }

  #step(node: PlanNode, path: string): TextStep {
    switch (node.kind) {
      case 'Sequence':
        return inSequence(node.nodes.map((child) => this.#step(child, path)));
      case 'Parallel':
        return inParallel(node.nodes.map((child) => this.#step(child, path)));
      case 'Flatten':
        return this.#step(node.node, `${path}${node.path.map((part) => `/${part}`).join('')}`);
      case 'Condition': {
        const chosen = this.carried.shape.values[node.condition] ? node.ifClause : node.elseClause;
        return chosen ? this.#step(chosen, path) : async () => undefined;
      }
      case 'Fetch':
        return this.#fetch(node, path);
      default:
        throw new NotCompiled(`${node.kind} is not carried.`);
    }
  }

  #fetch(node: FetchNode, path: string): TextStep {
    const question = `${node.serviceName} ${node.operation}`;
    // They would be asked together: see entity-batching.ts.
    if (this.#asked.has(question)) throw new NotCompiled('The same is asked of entities in several places.');
    this.#asked.add(question);
    const number = this.#fetches++;
    if (node.requires) return this.#entityFetch(node, path, number);
    if (path !== '') throw new NotCompiled('Only the root is asked without keys.');
    this.#roots.push({ fields: textFields(this.#carrying, [askedBy(node)], this.carried.shape.root.parentType.name), fetch: number });
    return (run) => run.askRoot(node, number);
  }

  #entityFetch(node: FetchNode, path: string, number: number): TextStep {
    if (node.variableUsages?.includes('representations')) throw new NotCompiled('A variable is named as what the planner adds.');
    const [entities] = textFields(this.#carrying, [askedBy(node)], 'Query');
    const fetch = { number, requires: node.requires ?? [], sets: entities?.sets ?? [] };
    this.#entities.set(path, [...(this.#entities.get(path) ?? []), fetch]);
    return (run) => run.askEntities(node, number);
  }

  #fetchesAt(path: string): readonly EntityFetch[] {
    const fetches = this.#entities.get(path) ?? [];
    for (const fetch of fetches) this.#placed.add(fetch);
    return fetches;
  }
}

function inSequence(steps: readonly TextStep[]): TextStep {
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

function inParallel(steps: readonly TextStep[]): TextStep {
  return async (run) => {
    await Promise.all(steps.map((step) => step(run)));
  };
}
