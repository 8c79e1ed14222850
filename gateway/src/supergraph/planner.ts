import type { Operation, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type InterfaceObjects, interfaceObjectsOf, keepTypes } from './interface-objects.ts';
import { withMendedFetches } from './mended-fetches.ts';
import { mindExternals } from './planner-externals.ts';
import { within } from './within.ts';

/**
 * Of the plans of an operation that the planner weighs (it offers 10,000). Where several subgraphs serve the same fields, those are a
 * minute's work, and the cheapest is found among the first: what is not weighed differs in who is asked, hardly in how often.
 */
const MAX_WEIGHED = 200;

/** Dozens of times what the largest admitted operations take. Nobody else is answered meanwhile. */
const MAX_MS = 2_000;

/** Plans operations of one supergraph, each in bounded time: the planner searches, and the thread that it does it on is everybody's. */
export class Planner {
  readonly #planner: QueryPlanner;
  readonly #interfaceObjects: InterfaceObjects;

  constructor(
    supergraph: Supergraph,
    private readonly maxMs = MAX_MS,
  ) {
    mindExternals();
    this.#interfaceObjects = interfaceObjectsOf(supergraph);
    // Named fragments in what subgraphs are asked would hide what `keepTypes` looks for.
    const reuseQueryFragments = this.#interfaceObjects.size === 0;
    this.#planner = new QueryPlanner(supergraph, { reuseQueryFragments, debug: { maxEvaluatedPlans: MAX_WEIGHED } });
  }

  /** Throws what the planner throws, and what `within` does. */
  plan(operation: Operation): QueryPlan {
    const plan = within(this.maxMs, () => withMendedFetches(() => this.#planner.buildQueryPlan(operation)));
    return keepTypes(plan, this.#interfaceObjects);
  }
}
