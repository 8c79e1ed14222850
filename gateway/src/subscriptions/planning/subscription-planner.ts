import { setImmediate as nextTurn } from 'node:timers/promises';
import type { QueryPlan } from '@apollo/query-planner';
import { type Logger, reasonOf } from '@marketgraph/service';
import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { compileOperation } from '../../execution/compiled-operation.ts';
import { KeptOperations } from '../../execution/kept-operations.ts';
import { planOperation } from '../../execution/planned-operation.ts';
import { conditionalRootFault } from '../../limits/conditional-root.ts';
import { withoutConstantConditions } from '../../limits/constant-conditions.ts';
import { limits } from '../../limits/limits.ts';
import { limitRules } from '../../limits/rules.ts';
import type { Supergraph } from '../../supergraph/supergraph.ts';
import { fieldNamed } from '../fields/all-fields.ts';
import { compileJoined } from './joined-projection.ts';
import { operationShape } from './operation-shape.ts';
import type { PreparedSubscription } from './prepared-subscription.ts';
import { compileProjection } from './projection.ts';
import { rootFieldOf } from './root-field.ts';
import { compileArguments } from './subscription-arguments.ts';
import { dependsOnViewer } from './viewer-dependence.ts';

export type Preparation =
  | { readonly kind: 'subscription'; readonly prepared: PreparedSubscription }
  /** A query or mutation: valid so far as it was looked at, and not ours to execute. */
  | { readonly kind: 'other' }
  | { readonly kind: 'errors'; readonly errors: readonly GraphQLError[] };

const OTHER: Preparation = { kind: 'other' };
const MAX_KEPT = 1_000;

/** Parses, validates and plans subscriptions; each text once for each supergraph. Reports every fault and never throws. */
export class SubscriptionPlanner {
  #kept = new Map<string, PreparedSubscription>();
  /** Queries and mutations: they are that in every supergraph. */
  readonly #others = new KeptOperations<typeof OTHER>();
  #supergraph: Supergraph | null = null;

  constructor(
    private readonly logger: Logger,
    /** Told of each text that will be looked at again when it is asked for again. */
    private readonly forgotten: (query: string) => void = () => undefined,
  ) {}

  use(supergraph: Supergraph, plans: ReadonlyMap<string, PreparedSubscription> = new Map()): void {
    this.#supergraph = supergraph;
    this.#kept = new Map(plans);
  }

  /** What is known, planned for another supergraph; others get their turn between. */
  async plansFor(next: Supergraph): Promise<ReadonlyMap<string, PreparedSubscription>> {
    const plans = new Map<string, PreparedSubscription>();
    for (const [key, { query, operationName }] of [...this.#kept]) {
      await nextTurn();
      const preparation = this.#attempt(next, query, operationName);
      if (preparation.kind === 'subscription') plans.set(key, preparation.prepared);
    }
    return plans;
  }

  isReady(query: string, operationName: string | undefined): boolean {
    return this.#kept.has(keyOf(query, operationName));
  }

  prepare(query: string, operationName: string | undefined): Preparation {
    const key = keyOf(query, operationName);
    const known = this.#kept.get(key);
    if (known) return { kind: 'subscription', prepared: this.#keep(key, known) };
    if (!this.#supergraph) return failed('The graph is still being loaded.', 'NOT_READY');
    const preparation = this.#others.find(key) ?? this.#attempt(this.#supergraph, query, operationName);
    if (preparation.kind === 'subscription') this.#keep(key, preparation.prepared);
    else if (preparation.kind === 'other') this.#others.keep(key, OTHER, key.length);
    else this.forgotten(query);
    return preparation;
  }

  #attempt(supergraph: Supergraph, query: string, operationName: string | undefined): Preparation {
    try {
      return this.#prepare(supergraph, query, operationName);
    } catch (error) {
      if (error instanceof GraphQLError) return { kind: 'errors', errors: [coded(error, 'GRAPHQL_PARSE_FAILED')] };
      // The parser calls itself for each level: brackets alone can use up the stack before they use up the tokens.
      if (error instanceof RangeError) return failed('The document is nested too deeply.', 'GRAPHQL_PARSE_FAILED');
      this.logger.error('A subscription could not be planned.', { reason: reasonOf(error), query });
      return failed('This subscription cannot be planned.', 'GRAPHQL_VALIDATION_FAILED');
    }
  }

  #prepare(supergraph: Supergraph, query: string, operationName: string | undefined): Preparation {
    const document = parse(query, { maxTokens: limits.tokens });
    const operation = getOperationAST(document, operationName);
    if (!operation)
      return failed('The document has no operation of that name, or several and none was named.', 'OPERATION_RESOLUTION_FAILURE');
    if (operation.operation !== 'subscription') return OTHER;
    const errors = this.#validate(supergraph, document);
    if (errors.length > 0) return { kind: 'errors', errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
    const trimmed = withoutConstantConditions(document);
    return this.#plan(supergraph, {
      query,
      operationName,
      document: trimmed,
      operation: getOperationAST(trimmed, operationName) ?? operation,
    });
  }

  #validate({ api }: Supergraph, document: DocumentNode): readonly GraphQLError[] {
    // A rule of graphql-js throws on it.
    const fault = conditionalRootFault(document);
    const first = fault ? [fault] : validate(api, document, limitRules);
    return first.length > 0 ? first : validate(api, document, specifiedRules, { maxErrors: 20, hideSuggestions: true });
  }

  #plan(
    supergraph: Supergraph,
    source: Pick<PreparedSubscription, 'query' | 'operationName' | 'document'> & { operation: OperationDefinitionNode },
  ): Preparation {
    const { document, operationName, operation } = source;
    const root = rootFieldOf(document, operation);
    const field = root && fieldNamed(root.name.value);
    const given = root && compileArguments(supergraph, operation, root);
    if (!given || !field || !supergraph.events) return failed('This subscription is not served.', 'GRAPHQL_VALIDATION_FAILED');
    const planned = planOperation(supergraph, document, operationName);
    const { aliases } = planned;
    const { node } = planned.plan;
    if (node?.kind !== 'Subscription') return failed('This subscription cannot be planned.', 'GRAPHQL_VALIDATION_FAILED');
    const { primary, rest } = node;
    const plan: QueryPlan = { kind: 'QueryPlan', node: rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary };
    const told = parse(primary.operation, { noLocation: true });
    const name = operation.name?.value ?? '';
    const prepared: PreparedSubscription = {
      ...source,
      field,
      root,
      arguments: given,
      plan,
      supergraph,
      primary: {
        service: primary.serviceName,
        query: primary.operation,
        document: told,
        operationName: primary.operationName,
      },
      executed: planned.document,
      shape: operationShape(supergraph.api, document, name),
      dependsOnViewer: dependsOnViewer(
        supergraph.api,
        { kind: Kind.DOCUMENT, definitions: [operation, ...fragmentsOf(document)] },
        supergraph.owners,
      ),
      projection: rest || aliases ? null : compileProjection(supergraph.api, document, operation),
      compiled: compileOperation({
        node: rest,
        operation: planned.operation,
        schema: supergraph.full,
      }),
      aliases,
      joined:
        rest && !aliases
          ? compileJoined({ schema: supergraph.api, document, operation, primary: told, rest, carried: Object.keys(field.carried ?? {}) })
          : null,
    };
    return { kind: 'subscription', prepared };
  }

  /** The one that was asked for least recently is given up first. */
  #keep(key: string, prepared: PreparedSubscription): PreparedSubscription {
    this.#kept.delete(key);
    if (this.#kept.size >= MAX_KEPT) this.#forgetOldest();
    this.#kept.set(key, prepared);
    return prepared;
  }

  #forgetOldest(): void {
    const [oldest] = this.#kept;
    if (!oldest) return;
    this.#kept.delete(oldest[0]);
    this.forgotten(oldest[1].query);
  }
}

function keyOf(query: string, operationName: string | undefined): string {
  return JSON.stringify([query, operationName]);
}

function fragmentsOf(document: DocumentNode) {
  return document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
}

function failed(message: string, code: string): Preparation {
  return { kind: 'errors', errors: [new GraphQLError(message, { extensions: { code } })] };
}

function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    ...(error.source && { source: error.source }),
    ...(error.positions && { positions: error.positions }),
    extensions: { code, ...error.extensions },
  });
}
