import { GraphQLError, parse } from 'graphql';
import { type Answer, compileOperation } from '../../src/execution/compiled-operation.ts';
import { planOperation } from '../../src/execution/planned-operation.ts';
import { executeByStock } from '../../src/execution/stock-execution.ts';
import { withoutConstantConditions } from '../../src/limits/constant-conditions.ts';
import type { DataSource } from '../../src/queries/data-source.ts';
import type { Supergraph } from '../../src/supergraph/supergraph.ts';

type Sources = Readonly<Record<string, DataSource>>;

const context = { viewer: { id: 'u1', role: 'USER' } } as const;

/** One operation and its plan, to be executed by the stock executor and by ours. */
export function bothExecutors(supergraph: Supergraph, query: string, operationName?: string) {
  const document = withoutConstantConditions(parse(query, { noLocation: true }));
  const { plan, operation } = planOperation(supergraph, document, operationName);
  const compiled = compileOperation({ node: plan.node, operation, schema: supergraph.full });
  return {
    plan,
    compiled,
    ours: (sources: Sources, variables: Record<string, unknown>, keepsAnswers = false) =>
      compiled?.execute({ sources, variables, context, keepsAnswers }) ?? Promise.reject(new Error('It is not compiled.')),
    stock: (sources: Sources, variables: Record<string, unknown>) =>
      executeByStock({ supergraph, plan, document, operationName }, { sources, variables, context }),
  };
}

export interface Told {
  readonly data?: string | undefined;
  readonly errors?: readonly string[];
  readonly extensions?: string | undefined;
  readonly failed?: true;
}

/**
 * Everything that a client could tell two answers by: data with the order of its members, errors in no order, and whether it failed. Where a
 * subgraph was not asked about every entity of a list, the stock executor tells errors at the places of other entities: which item of a list
 * an error belongs to is therefore compared with a monolith, and with the data.
 */
export async function told(answer: Promise<Answer>): Promise<Told> {
  try {
    const { data, errors, extensions } = await answer;
    return { data: JSON.stringify(data), errors: (errors ?? []).map(toldError).sort(), extensions: JSON.stringify(extensions) };
  } catch {
    return { failed: true };
  }
}

/** What was thrown inside is told to nobody: only that something was. */
function toldError(error: Error): string {
  if (!(error instanceof GraphQLError)) return 'a fault';
  const { message, extensions } = error;
  return JSON.stringify({ message, path: error.path?.map((part) => (typeof part === 'string' ? part : '*')), extensions });
}

/** Errors that are told at places where the answer is not empty. */
export function misplaced({ data, errors = [] }: Answer): readonly Error[] {
  return errors.filter(({ path }) => path !== undefined && valueAt(data, path) !== null);
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((value: unknown, key) => (value as Record<string | number, unknown> | null | undefined)?.[key] ?? null, data);
}
