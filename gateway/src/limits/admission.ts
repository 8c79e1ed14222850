import type { Clock, Metrics } from '@marketgraph/service';
import type { Role, Viewer } from '@marketgraph/vocabulary';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { KeptOperations } from '../execution/kept-operations.ts';
import { Budget } from './budget.ts';
import { type ExaminedText, examineText } from './examined-text.ts';
import { exceeded } from './exceeded.ts';
import { HeavyTurns } from './heavy-turns.ts';
import type { Variables } from './list-sizes.ts';
import type { QueryLimits } from './query-limits.ts';
import { variablesFault } from './variable-size.ts';

/** Who asks. The address counts where nobody is signed in. */
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

const ADMITTED: Admitted = { leave: null };
const WINDOW_MS = 10_000;
/** Of a processor, for validation, planning and compilation (ADR 43). */
const MS_PER_TEXT = 2;
const MS_PER_FIELD = 0.05;
/** No text is known here for longer than its plan is kept. */
const PLAN_CHARACTERS_PER_FIELD = 250;
/** So many of the least heavy operations of a caller run at once. */
const OF_LEAST_HEAVY = 4;
const MAY_INTROSPECT: readonly Role[] = ['PARTNER', 'ADMIN'];

/** Stands before everything that an operation sets in motion, on every transport: validation, planning, and the subgraphs. */
export class Admission {
  #schema: GraphQLSchema | null = null;
  readonly #kept = new KeptOperations<ExaminedText>();
  readonly #budget: Budget;
  readonly #planning: Budget;
  readonly #heavy: HeavyTurns;
  readonly #refused;

  constructor(
    private readonly limits: QueryLimits,
    clock: Clock,
    metrics: Metrics,
  ) {
    this.#refused = metrics.counter('operations_refused_total', 'Operations that were not admitted, by the limit or the code.', ['code']);
    this.#budget = new Budget(clock, limits.costPerCaller, WINDOW_MS);
    this.#planning = new Budget(clock, limits.planningPerCaller, WINDOW_MS);
    this.#heavy = new HeavyTurns(clock, limits.heavyCost * OF_LEAST_HEAVY);
  }

  use(schema: GraphQLSchema): void {
    this.#schema = schema;
    this.#kept.clear();
  }

  enter(asking: Asking, caller: Caller): Admitted | NotAdmitted {
    const entry = this.#schema ? this.#decide(this.#schema, asking, caller) : ADMITTED;
    if ('error' in entry) this.#refused.inc({ code: String(entry.error.extensions['limit'] ?? entry.error.extensions['code']) });
    return entry;
  }

  #decide(schema: GraphQLSchema, { query, operationName, variables }: Asking, caller: Caller): Admitted | NotAdmitted {
    const name = nameOf(caller);
    const examined = this.#kept.find(query) ?? this.#examine(schema, query, name);
    if (typeof examined === 'number') return tooMuch(examined);
    const fault = examined.fault ?? variablesFault(variables) ?? this.#introspectionFault(examined, caller);
    if (fault) return { status: 400, error: fault };
    const cost = costOf(examined, operationName || '', variables ?? {});
    if (cost > this.limits.cost) return { status: 400, error: tooDear(this.limits.cost, cost) };
    return this.#take(cost, name);
  }

  /** Whoever brings a text that is not known pays for what it takes to make it ready: ever new ones would leave no time for others. */
  #examine(schema: GraphQLSchema, query: string, caller: string): ExaminedText | number {
    const examined = examineText(schema, query);
    const waitMs = this.#planning.spend(caller, MS_PER_TEXT + MS_PER_FIELD * examined.fields);
    if (waitMs > 0) return waitMs;
    this.#kept.keep(query, examined, query.length + PLAN_CHARACTERS_PER_FIELD * examined.fields);
    return examined;
  }

  #introspectionFault({ introspects }: ExaminedText, { viewer }: Caller): GraphQLError | null {
    if (!introspects || this.limits.introspection === 'all') return null;
    if (viewer && MAY_INTROSPECT.includes(viewer.role)) return null;
    const message = 'The schema is told to partners and administrators only.';
    return new GraphQLError(message, { extensions: { code: 'INTROSPECTION_DISABLED' } });
  }

  #take(cost: number, caller: string): Admitted | NotAdmitted {
    const waitMs = this.#budget.spend(caller, cost);
    if (waitMs > 0) return tooMuch(waitMs);
    if (cost <= this.limits.heavyCost) return ADMITTED;
    const turn = this.#heavy.enter(caller, cost);
    return typeof turn === 'number' ? tooMuch(turn) : { leave: turn };
  }
}

/** Who names an operation that is not there is refused later, and pays for the dearest: nothing is cheaper under a wrong name. */
function costOf({ costs }: ExaminedText, operationName: string, variables: Variables): number {
  const named = costs.get(operationName);
  return named ? named(variables) : Math.max(1, ...Array.from(costs.values(), (cost) => cost(variables)));
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

function tooDear(most: number, cost: number): GraphQLError {
  const message = `This operation costs ${Math.round(cost)} points; one may cost ${most}. Ask for fewer objects, or for less of each.`;
  const fault = exceeded('COST', most, message);
  fault.extensions['cost'] = Math.round(cost);
  return fault;
}
