import type { Slices } from '@marketgraph/service';
import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import type { Target } from './places.ts';
import { Run } from './run.ts';
import { rootSelection, type Selection } from './selection.ts';
import { VariableReader } from './variables.ts';

/** Of ten conditions that all vary. */
const MAX_VARIANTS = 32;

type Result = ExecutionResult<Record<string, unknown>>;

/** An operation whose fields, types, arguments and conditions have been found once, for each choice of what its conditions say. */
export class CompiledOperation {
  readonly #variants = new Map<string, Selection>();
  readonly #fragments: Record<string, FragmentDefinitionNode>;
  readonly #conditions: readonly string[];
  readonly #variables: VariableReader;

  private constructor(
    private readonly schema: GraphQLSchema,
    private readonly operation: OperationDefinitionNode,
    document: DocumentNode,
    private readonly slices: Slices,
  ) {
    this.#fragments = Object.fromEntries(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
      ),
    );
    this.#conditions = conditionsIn(document);
    this.#variables = new VariableReader(schema, operation);
  }

  /** Null for what graphql-js has to answer. */
  static of(schema: GraphQLSchema, document: DocumentNode, name: string | null | undefined, slices: Slices): CompiledOperation | null {
    const operation = getOperationAST(document, name);
    const isOne = operation && operation.operation !== OperationTypeNode.SUBSCRIPTION && schema.getRootType(operation.operation);
    return isOne ? new CompiledOperation(schema, operation, document, slices) : null;
  }

  /** Null where the variables are such that graphql-js has to answer. */
  execute(context: unknown, given: Readonly<Record<string, unknown>>): Result | Promise<Result> | null {
    const { coerced, errors } = this.#variables.read(given);
    if (errors) return { errors };
    const selection = this.#selectionOf(coerced);
    if (!selection) return null;
    const run = new Run(context, coerced, this.slices);
    if (this.operation.operation === OperationTypeNode.QUERY) return run.answer(() => selection.make(run, undefined, undefined));
    const steps = selection.careful.map((step) => (data: Target) => step(run, undefined, data, undefined));
    return run.answer(() => selection.keys(), steps);
  }

  #selectionOf(variables: Record<string, unknown>): Selection | null {
    const said = this.#conditions.map((name) => variables[name]);
    const variant = said.join(' ');
    const known = this.#variants.get(variant);
    if (known) return known;
    const root = this.schema.getRootType(this.operation.operation);
    if (!root || this.#variants.size >= MAX_VARIANTS || !said.every((value) => typeof value === 'boolean')) return null;
    const conditions = { coerced: Object.fromEntries(this.#conditions.map((name) => [name, variables[name]])), sources: {} };
    const { schema, operation } = this;
    const selection = rootSelection({ schema, operation, fragments: this.#fragments, conditions, varying: 0 }, root);
    this.#variants.set(variant, selection);
    return selection;
  }
}

/** Variables that decide what is asked. */
function conditionsIn(document: DocumentNode): readonly string[] {
  const found = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) found.add(value.name.value);
    },
  });
  return [...found];
}
