import type { Clock, Deadline, Metrics } from '@marketgraph/service';
import type { Role, Viewer } from '@marketgraph/vocabulary';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { KeptOperations } from '../execution/kept-operations.ts';
import { Budget } from './budget.ts';
import { type ExaminedText, examineText, type Price } from './examined-text.ts';
import { exceeded } from './exceeded.ts';
import type { Variables } from './list-sizes.ts';
import { LONGEST_WAIT_MS, PointsAtWork } from './points-at-work.ts';
import type { QueryLimits } from './query-limits.ts';
import { variablesFault } from './variable-size.ts';
import type { Leave } from './waiting-line.ts';

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

/** It may go on; a heavy one when it is its turn. */
export interface Admitted {
  readonly heavy: HeavyOperation | null;
}

export interface HeavyOperation {
  readonly caller: string;
  readonly cost: number;
}

/** Why an operation is not looked at any further. */
export interface NotAdmitted {
  readonly status: 400 | 429;
  readonly error: GraphQLError;
  readonly retryAfterSeconds?: number;
}

/** Which texts are validated, planned and compiled: only what is not takes time for that. */
export interface ReadyTexts {
  isReady(text: string, operationName: string | undefined): boolean;
}

export const NOT_HEAVY: Admitted = { heavy: null };
const WINDOW_MS = 10_000;
/** Of a processor, for validation, planning and compilation (ADR 43). */
const MS_PER_TEXT = 2;
const MS_PER_FIELD = 0.05;
/** What is known of a field takes as much memory as so many characters of text. */
const CHARACTERS_PER_FIELD = 20;
/** Less than what others of the same caller wait: none of them is refused because somebody does not read. */
const UNREAD_MS = 3_000;
/** Of one connection, one at a time: who does not read has no more answers made, and takes little from others of the same caller. */
const ONE_EACH = { points: Number.POSITIVE_INFINITY, pointsPerCaller: 1, unreadMs: Number.POSITIVE_INFINITY };
const MAY_INTROSPECT: readonly Role[] = ['PARTNER', 'ADMIN'];

/** Stands before everything that an operation sets in motion, on every transport: validation, planning, and the subgraphs. */
export class Admission {
  #schema: GraphQLSchema | null = null;
  #texts: ReadyTexts | null = null;
  readonly #kept = new KeptOperations<ExaminedText>();
  readonly #budget: Budget;
  readonly #planning: Budget;
  readonly #work: PointsAtWork;
  readonly #connections: PointsAtWork;
  readonly #refused;

  constructor(
    private readonly limits: QueryLimits,
    clock: Clock,
    metrics: Metrics,
  ) {
    this.#refused = metrics.counter('operations_refused_total', 'Operations that were not admitted, by the limit or the code.', ['code']);
    this.#budget = new Budget(clock, limits.costPerCaller, WINDOW_MS);
    this.#planning = new Budget(clock, limits.planningPerCaller, WINDOW_MS);
    const room = { points: limits.costAtWork, pointsPerCaller: limits.costAtWork, unreadMs: UNREAD_MS };
    this.#work = new PointsAtWork(clock, room, metrics);
    this.#connections = new PointsAtWork(clock, ONE_EACH, metrics);
  }

  use(schema: GraphQLSchema, texts: ReadyTexts): void {
    this.#schema = schema;
    this.#texts = texts;
    this.#kept.clear();
  }

  /** Its plan is not kept any more: who sends it again pays for a new one. */
  forget(text: string): void {
    this.#kept.forget(text);
  }

  enter(asking: Asking, caller: Caller): Admitted | NotAdmitted {
    const entry = this.#schema ? this.#decide(this.#schema, asking, caller) : NOT_HEAVY;
    if ('error' in entry) this.#count(entry);
    return entry;
  }

  /**
   * Waits for what came before it in its connection, if that is one of HTTP, and until there is room for it. What it returns is to be called
   * when its answer has been taken.
   */
  async turn({ caller, cost }: HeavyOperation, deadline: Deadline, connection?: object): Promise<Leave | NotAdmitted> {
    const next = connection ? await this.#connections.enter(connection, 1, deadline) : () => undefined;
    const leave = next && (await this.#work.enter(caller, cost, deadline));
    if (leave) {
      return () => {
        leave();
        next();
      };
    }
    next?.();
    const refusal = tooMuch(LONGEST_WAIT_MS);
    if (!deadline.hasLeft) this.#count(refusal);
    return refusal;
  }

  #count({ error: { extensions } }: NotAdmitted): void {
    this.#refused.inc({ code: String(extensions['limit'] ?? extensions['code']) });
  }

  #decide(schema: GraphQLSchema, { query, operationName, variables }: Asking, caller: Caller): Admitted | NotAdmitted {
    const name = nameOf(caller);
    const examined = this.#kept.find(query) ?? this.#examine(schema, { query, operationName }, name);
    if (typeof examined === 'number') return tooMuch(examined);
    const fault = examined.fault ?? variablesFault(variables) ?? this.#introspectionFault(examined, caller);
    if (fault) return { status: 400, error: fault };
    const price = examined.prices.get(operationName || '') ?? dearest(examined);
    const cost = price.points(variables ?? {});
    const most = price.isPerEvent ? this.limits.costPerEvent : this.limits.cost;
    if (cost > most) return { status: 400, error: tooDear(price, most, cost) };
    const waitMs = this.#budget.spend(name, cost);
    if (waitMs > 0) return tooMuch(waitMs);
    if (cost > this.limits.heavyCost && !price.isPerEvent) return { heavy: { caller: name, cost } };
    this.#work.hearLight();
    return NOT_HEAVY;
  }

  /** Whoever brings a text that is not ready pays for what it takes to make it so: ever new ones would leave no time for others. */
  #examine(schema: GraphQLSchema, { query, operationName }: Asking, caller: string): ExaminedText | number {
    const examined = examineText(schema, query);
    const isReady = this.#texts?.isReady(query, operationName || undefined);
    const waitMs = isReady ? 0 : this.#planning.spend(caller, MS_PER_TEXT + MS_PER_FIELD * examined.fields);
    if (waitMs > 0) return waitMs;
    this.#kept.keep(query, examined, query.length + CHARACTERS_PER_FIELD * examined.fields);
    return examined;
  }

  #introspectionFault({ introspects }: ExaminedText, { viewer }: Caller): GraphQLError | null {
    if (!introspects || this.limits.introspection === 'all') return null;
    if (viewer && MAY_INTROSPECT.includes(viewer.role)) return null;
    const message = 'The schema is told to partners and administrators only.';
    return new GraphQLError(message, { extensions: { code: 'INTROSPECTION_DISABLED' } });
  }
}

/** Who names an operation that is not there is refused later, and pays for the dearest: nothing is cheaper under a wrong name. */
function dearest({ prices }: ExaminedText): Price {
  const points = (variables: Variables) => Math.max(1, ...Array.from(prices.values(), (price) => price.points(variables)));
  return { points, isPerEvent: false };
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

function tooDear({ isPerEvent }: Price, most: number, cost: number): GraphQLError {
  const [limit, what] = isPerEvent ? ['EVENT_COST', 'Each event of this subscription'] : ['COST', 'This operation'];
  const message = `${what} costs ${Math.round(cost)} points; one may cost ${most}. Ask for fewer objects, or for less of each.`;
  const fault = exceeded(limit, most, message);
  fault.extensions['cost'] = Math.round(cost);
  return fault;
}
