import type { Clock } from '@marketgraph/service';
import type { Role, Viewer } from '@marketgraph/vocabulary';
import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST, Kind, parse, visit } from 'graphql';
import { KeptOperations } from '../execution/kept-operations.ts';
import { Budget } from './budget.ts';
import { conditionalRootFault } from './conditional-root.ts';
import { sizeFault } from './document-size.ts';
import { exceeded } from './exceeded.ts';
import { HeavyTurns } from './heavy-turns.ts';
import { limits } from './limits.ts';
import { type OperationCost, operationCost } from './operation-cost.ts';
import type { QueryLimits } from './query-limits.ts';
import { variablesFault } from './variable-size.ts';

/** Who asks. The address counts where nobody is signed in, and is read then only. */
export interface Caller {
  readonly viewer: Viewer | null;
  readonly address: string;
}

export interface Asking {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** It may go on; a heavy one says when it has ended. */
export interface Admitted {
  readonly leave: (() => void) | null;
}

/** Why an operation is not looked at any further. */
export interface NotAdmitted {
  readonly status: 400 | 429;
  readonly error: GraphQLError;
  readonly retryAfterSeconds?: number;
}

/** What is known of a text, whoever sends it. */
interface Examined {
  /** Null: it is no document; the parser of whoever is asked next says so. */
  readonly document: DocumentNode | null;
  readonly fault: GraphQLError | null;
  readonly introspects: boolean;
  readonly costs: Map<string, OperationCost | null>;
}

const LIGHT: Admitted = { leave: null };
const WINDOW_MS = 10_000;
const MAY_INTROSPECT: readonly Role[] = ['PARTNER', 'ADMIN'];
const UNREADABLE: Examined = { document: null, fault: null, introspects: false, costs: new Map() };

/** Stands before everything that an operation sets in motion, on every transport: validation, planning, and the subgraphs. */
export class Admission {
  #schema: GraphQLSchema | null = null;
  readonly #kept = new KeptOperations<Examined>();
  readonly #budget: Budget;
  readonly #heavy: HeavyTurns;

  constructor(
    private readonly limits: QueryLimits,
    clock: Clock,
  ) {
    this.#budget = new Budget(clock, limits.costPerCaller, WINDOW_MS);
    this.#heavy = new HeavyTurns(clock);
  }

  use(schema: GraphQLSchema): void {
    this.#schema = schema;
    this.#kept.clear();
  }

  enter({ query, operationName, variables }: Asking, caller: Caller): Admitted | NotAdmitted {
    const examined = this.#examine(query);
    const fault = examined.fault ?? variablesFault(variables) ?? this.#introspectionFault(examined, caller);
    if (fault) return { status: 400, error: fault };
    const cost = this.#costOf(examined, operationName ?? '')?.(variables ?? {}) ?? 1;
    if (cost > this.limits.cost) return { status: 400, error: tooDear(this.limits.cost, cost) };
    return this.#take(cost, nameOf(caller));
  }

  #examine(query: string): Examined {
    const known = this.#kept.find(query);
    if (known) return known;
    const examined = examine(query);
    this.#kept.keep(query, examined, query.length);
    return examined;
  }

  #introspectionFault({ introspects }: Examined, { viewer }: Caller): GraphQLError | null {
    if (!introspects || this.limits.introspection === 'all') return null;
    if (viewer && MAY_INTROSPECT.includes(viewer.role)) return null;
    const message = 'The schema is told to partners and administrators only.';
    return new GraphQLError(message, { extensions: { code: 'INTROSPECTION_DISABLED' } });
  }

  #costOf({ document, costs }: Examined, operationName: string): OperationCost | null {
    const known = costs.get(operationName);
    if (known !== undefined) return known;
    const operation = document && getOperationAST(document, operationName || null);
    const cost = operation && this.#schema ? operationCost(this.#schema, document, operation) : null;
    if (operation) costs.set(operationName, cost);
    return cost;
  }

  #take(cost: number, caller: string): Admitted | NotAdmitted {
    const waitMs = this.#budget.spend(caller, cost);
    if (waitMs > 0) return tooMuch(waitMs);
    if (cost <= this.limits.heavyCost) return LIGHT;
    const turn = this.#heavy.enter(caller);
    return typeof turn === 'number' ? tooMuch(turn) : { leave: turn };
  }
}

function nameOf({ viewer, address }: Caller): string {
  return viewer ? `viewer ${viewer.id}` : `address ${address}`;
}

function tooMuch(waitMs: number): NotAdmitted {
  const retryAfterSeconds = Math.ceil(waitMs / 1_000);
  const message = `Too much was asked for at once; ask again in ${retryAfterSeconds} s.`;
  const error = new GraphQLError(message, { extensions: { code: 'RATE_LIMITED', retryAfterSeconds } });
  return { status: 429, error, retryAfterSeconds };
}

function examine(query: string): Examined {
  const document = parsed(query);
  if (!document) return UNREADABLE;
  const fault = sizeFault(document) ?? conditionalRootFault(document);
  return fault ? { ...UNREADABLE, fault } : { document, fault, introspects: introspects(document), costs: new Map() };
}

function parsed(query: string): DocumentNode | null {
  try {
    return parse(query, { maxTokens: limits.tokens });
  } catch {
    // A syntax error, too many tokens, or brackets that use up the stack before they use up the tokens.
    return null;
  }
}

function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    [Kind.FIELD]: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type') found = true;
    },
  });
  return found;
}

function tooDear(most: number, cost: number): GraphQLError {
  const message = `This operation costs ${Math.round(cost)} points; one may cost ${most}. Ask for fewer objects, or for less of each.`;
  const fault = exceeded('COST', most, message);
  fault.extensions['cost'] = Math.round(cost);
  return fault;
}
