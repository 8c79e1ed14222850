import { type Slices, slices } from '@marketgraph/service';
import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema, parse } from 'graphql';
import { CompiledOperation } from './execution/compile-operation.ts';
import { textOf } from './execution/long-answers.ts';

/** One operation for a subgraph; the planner writes its text, so the same ones come again and again. */
export interface SubgraphOperation {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly context: object;
  /** Where it has been parsed already. */
  readonly document?: DocumentNode;
}

export type OperationResult = ExecutionResult | Promise<ExecutionResult>;

interface Known {
  readonly document: DocumentNode;
  /** Null: graphql-js executes it. */
  readonly compiled: CompiledOperation | null;
}

const MAX_KNOWN = 500;
/** Questions about the schema; and a name that means something else in the literals by which answers are made. */
const NOT_COMPILED = /__(?:schema|type|proto__)\b/;

/**
 * Executes operations as graphql-js does, by what has been found out of each once, and gives the event loop back while it makes a long answer.
 * Results are the same, tests compare both; nothing is validated, so the texts must come from the planner or have been validated.
 */
export class CompiledOperations {
  /** Least recently used first. */
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly inSlices: Slices = slices,
  ) {}

  execute(operation: SubgraphOperation): OperationResult {
    const { document, compiled } = this.#knownOf(operation);
    return compiled?.execute(operation.context, operation.variables ?? {}) ?? this.#interpret(operation, document);
  }

  /** As JSON; a long answer in slices. */
  write(answer: ExecutionResult): string | Promise<string> {
    return textOf(answer, this.inSlices);
  }

  #interpret({ variables = null, operationName = null, context }: SubgraphOperation, document: DocumentNode): OperationResult {
    return execute({ schema: this.schema, document, variableValues: variables, operationName, contextValue: context }) as OperationResult;
  }

  #knownOf(operation: SubgraphOperation): Known {
    const { query, operationName } = operation;
    const key = operationName ? `${operationName} ${query}` : query;
    const before = this.#known.get(key);
    if (before) this.#known.delete(key);
    const known = before ?? this.#newlyKnown(operation);
    this.#known.set(key, known);
    if (this.#known.size > MAX_KNOWN) this.#forgetOldest();
    return known;
  }

  #newlyKnown({ query, operationName, document = parse(query, { noLocation: true }) }: SubgraphOperation): Known {
    const compiled = NOT_COMPILED.test(query) ? null : CompiledOperation.of(this.schema, document, operationName, this.inSlices);
    return { document, compiled };
  }

  #forgetOldest(): void {
    for (const oldest of this.#known.keys()) return void this.#known.delete(oldest);
  }
}
