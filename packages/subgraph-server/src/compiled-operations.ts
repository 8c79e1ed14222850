import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  parse,
  valueFromASTUntyped,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { asTold, isRefusedBeforehand } from './compiled-errors.ts';
import { hasEndlessInput } from './endless-inputs.ts';

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
  /** Of variables that must have a value and were given none: graphql-jit forgets these. */
  readonly defaults: Readonly<Record<string, unknown>>;
  times: number;
  /** Null: graphql-js executes it. */
  compiled?: CompiledQuery | null;
}

/** Compiling takes some two milliseconds of CPU, and saves 20 to 80 us each time: what is asked seldom is executed as it is. */
const COMPILED_FROM = 16;
/** A compiled one takes some 40 kB. */
const MAX_KNOWN = 500;

/**
 * Executes operations as graphql-js does, those that come again by functions that graphql-jit made of them. Results are the same, tests compare
 * both; nothing is validated, so the texts must come from the planner or have been validated.
 */
export class CompiledOperations {
  /** Least recently used first. */
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly compiledFrom = COMPILED_FROM,
  ) {}

  execute(operation: SubgraphOperation): OperationResult {
    const known = this.#knownOf(operation);
    const compiled = known.compiled ?? this.#compile(operation, known);
    if (!compiled) return this.#interpret(operation, known);
    const result = compiled.query(undefined, operation.context, { ...known.defaults, ...operation.variables }) as OperationResult;
    return result instanceof Promise ? result.then((told) => this.#told(operation, known, told)) : this.#told(operation, known, result);
  }

  #told(operation: SubgraphOperation, known: Known, result: ExecutionResult): OperationResult {
    if (!result.errors) return result;
    return isRefusedBeforehand(result) ? this.#interpret(operation, known) : asTold(result);
  }

  #interpret({ variables = null, operationName = null, context }: SubgraphOperation, { document }: Known): OperationResult {
    return execute({ schema: this.schema, document, variableValues: variables, operationName, contextValue: context }) as OperationResult;
  }

  #compile({ query, operationName }: SubgraphOperation, known: Known): CompiledQuery | null {
    if (known.compiled === null || ++known.times < this.compiledFrom) return null;
    known.compiled = null;
    // Its functions build objects out of literals, where this name means something else.
    if (query.includes('__proto__') || hasEndlessInput(this.schema, known.document)) return null;
    const compiled = compileQuery(this.schema, known.document, operationName ?? undefined, { disablingCapturingStackErrors: true });
    if (isCompiledQuery(compiled)) known.compiled = compiled;
    return known.compiled;
  }

  #knownOf(operation: SubgraphOperation): Known {
    const { query, operationName } = operation;
    const key = operationName ? `${operationName} ${query}` : query;
    const before = this.#known.get(key);
    if (before) this.#known.delete(key);
    const known = before ?? newlyKnown(operation);
    this.#known.set(key, known);
    if (this.#known.size > MAX_KNOWN) this.#forgetOldest();
    return known;
  }

  #forgetOldest(): void {
    for (const oldest of this.#known.keys()) return void this.#known.delete(oldest);
  }
}

function newlyKnown({ query, operationName, document = parse(query, { noLocation: true }) }: SubgraphOperation): Known {
  return { document, defaults: defaultsOf(document, operationName), times: 0 };
}

function defaultsOf(document: DocumentNode, operationName: string | null | undefined): Record<string, unknown> {
  const operation = getOperationAST(document, operationName);
  if (!operation) return {};
  return Object.fromEntries(
    (operation.variableDefinitions ?? []).flatMap(({ type, variable, defaultValue }) =>
      type.kind === Kind.NON_NULL_TYPE && defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );
}
