import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Metrics } from '@marketgraph/service';
import type { DocumentNode } from 'graphql';
import type { DataSource } from '../queries/data-source.ts';
import type { GatewayContext } from '../queries/gateway-context.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { Answer } from './compiled-operation.ts';
import { KeptOperations } from './kept-operations.ts';
import { type ReadyOperation, readyOperation } from './ready-operation.ts';

type Sources = Readonly<Record<string, DataSource>>;
type Variables = Readonly<Record<string, unknown>>;

const COMPILED = { executor: 'compiled' } as const;

export interface QueryExecutorOptions {
  readonly metrics: Metrics;
  /** A document that is valid in the next supergraph too; null where it is not. */
  validFor(next: Supergraph, text: string, hash: string): DocumentNode | null;
  /** Asked for again it will be planned again. */
  forgotten?(text: string): void;
}

/** A valid query or mutation. */
export interface QueryRequest extends QueryText {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GatewayContext;
}

interface QueryText {
  readonly text: string;
  /** Of the text. */
  readonly hash: string;
  readonly operationName: string | undefined;
}

interface Kept extends QueryText {
  readonly ready: ReadyOperation;
  /** How often it was asked for; what was asked under supergraphs before counts half with each of them. */
  asked: number;
}

/** One supergraph, and what operations and subgraphs are for it. */
interface Graph {
  readonly supergraph: Supergraph;
  readonly sources: Sources;
  readonly kept: KeptOperations<Kept>;
}

/** Those asked for most often: made ready for the next supergraph before it is served. */
const MAX_HOT = 100;

/** Queries and mutations, each planned and compiled once for each supergraph. What is under way ends in the one that it began in. */
export class QueryExecutor {
  readonly #executions;
  readonly #planned;
  #graph: Graph | null = null;

  constructor(private readonly options: QueryExecutorOptions) {
    this.#executions = options.metrics.counter('query_executions_total', 'Queries and mutations, by what executes them.', ['executor']);
    this.#planned = options.metrics.counter(
      'operations_planned_total',
      'Operations planned and compiled: for a request, or before a supergraph is served.',
      ['when'],
    );
  }

  /** Makes what is hot ready for the next supergraph, others getting their turn between; what is returned switches over to it. */
  async prepare(supergraph: Supergraph, sources: Sources): Promise<() => void> {
    const next: Graph = { supergraph, sources, kept: new KeptOperations(undefined, ({ text }) => this.options.forgotten?.(text)) };
    // The last one is kept longest.
    for (const hot of this.#hottest().reverse()) {
      await nextTurn();
      this.#warm(next, hot);
    }
    return () => {
      this.#graph = next;
    };
  }

  /** Neither validated nor planned when it is asked for. */
  isReady(text: string, operationName: string | undefined): boolean {
    return this.#graph?.kept.has(keyOf({ text, operationName })) ?? false;
  }

  /** Throws what the planner throws. */
  async execute({ variables, context, ...request }: QueryRequest): Promise<Answer> {
    const graph = this.#graph;
    if (!graph) throw new Error('There is no supergraph yet.');
    const ready = this.#readyOf(graph, request);
    this.#executions.inc({ executor: ready.executor });
    const errors = ready.faults(variables);
    if (errors) return { errors };
    return ready.execute({ variables, context, sources: graph.sources });
  }

  /** What was validated and compiled before, with variables that are well, as text if it can be; null for everything else. */
  executeKnown(
    text: string,
    operationName: string | undefined,
    variables: Variables,
    context: GatewayContext,
  ): Promise<string | Answer> | null {
    const graph = this.#graph;
    const known = graph?.kept.find(keyOf({ text, operationName }));
    if (!graph || !known?.ready.isReadyFor(variables)) return null;
    known.asked++;
    this.#executions.inc(COMPILED);
    return known.ready.tell({ variables, context, sources: graph.sources });
  }

  #readyOf(graph: Graph, { document, ...text }: QueryText & { document: DocumentNode }): ReadyOperation {
    const known = graph.kept.find(keyOf(text));
    if (!known) {
      this.#planned.inc({ when: 'asked' });
      return keep(graph, { ...text, ready: readyOperation(graph.supergraph, document, text.operationName), asked: 1 });
    }
    known.asked++;
    return known.ready;
  }

  #hottest(): Kept[] {
    return [...(this.#graph?.kept.all() ?? [])].sort((one, other) => other.asked - one.asked).slice(0, MAX_HOT);
  }

  #warm(next: Graph, { text, hash, operationName, asked }: Kept): void {
    try {
      const document = this.options.validFor(next.supergraph, text, hash);
      if (!document) return;
      const ready = readyOperation(next.supergraph, document, operationName);
      keep(next, { text, hash, operationName, ready, asked: asked / 2 });
      this.#planned.inc({ when: 'beforehand' });
    } catch {
      // What cannot be planned any more is told to whoever asks for it.
    }
  }
}

function keep(graph: Graph, kept: Kept): ReadyOperation {
  graph.kept.keep(keyOf(kept), kept, kept.text.length + kept.ready.planCharacters);
  return kept.ready;
}

/** Names and texts are whatever clients send, any character included: the name's length says where the text begins. */
function keyOf({ text, operationName }: Omit<QueryText, 'hash'>): string {
  return operationName === undefined ? `-${text}` : `${operationName.length} ${operationName}${text}`;
}
