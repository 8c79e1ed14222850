import type { Operation } from '@apollo/federation-internals';
import { computeResponse } from '@apollo/gateway/dist/resultShaping.js';
import type { QueryPlan } from '@apollo/query-planner';
import type { ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import { CarriedTexts } from './carrying/carried-texts.ts';
import type { Sent } from './carrying/text-program.ts';
import { malformed } from './malformed.ts';
import type { Members } from './members.ts';
import { mergeInto } from './merge.ts';
import { compiledOrNull, NotCompiled } from './not-compiled.ts';
import { OddAnswer } from './odd-answer.ts';
import type { Order, Run, Step } from './order.ts';
import { compileSteps } from './plan-steps.ts';
import { ResultShape } from './result-shape.ts';
import { subgraphErrors } from './subgraph-error.ts';
import { writtenAnswers } from './written-answers.ts';

export interface Planned {
  /** Where the order tells something beforehand: what remains to be fetched. */
  readonly node: QueryPlan['node'];
  /** Of what clients see. */
  readonly operation: Operation;
  /** The whole supergraph. */
  readonly schema: GraphQLSchema;
}

export type Answer = ExecutionResult<Members>;

/** Null where the operation has something that is not compiled: the stock executor knows it. */
export function compileOperation(planned: Planned): CompiledOperation | null {
  return compiledOrNull(() => new CompiledOperation(planned));
}

/** An operation and its plan, made ready once and executed often. It answers what the stock executor answers. */
export class CompiledOperation {
  readonly #operation: Operation;
  readonly #defaults: Readonly<Record<string, unknown>>;
  readonly #step: Step | null;
  readonly #shape: ResultShape;
  readonly #texts: CarriedTexts | null;

  constructor({ node, operation, schema }: Planned) {
    if (node?.kind === 'Subscription') throw new NotCompiled('A subscription is executed by what remains of its plan.');
    this.#operation = operation;
    this.#defaults = operation.collectDefaultedVariableValues();
    this.#step = node ? compileSteps({ schema, defaults: this.#defaults, isWrittenInto: writtenAnswers(node) }, node, []) : null;
    this.#shape = new ResultShape(operation);
    this.#texts = node ? new CarriedTexts({ node, schema }) : null;
  }

  async execute(order: Order): Promise<Answer> {
    const run: Run = { order, data: {}, errors: [] };
    if (order.told) tell(run, order.told);
    await this.#step?.(run, run.data);
    return this.#answer(run);
  }

  /** The answer without errors as text, or as data: what was sent for the one is not sent again for the other. */
  async tell(order: Order): Promise<string | Answer> {
    const shape = this.#shape.choose({ ...this.#defaults, ...order.variables });
    const asked: Sent = new Map();
    const text = shape && (await this.#texts?.tell(shape, order, asked));
    return text ? `{"data":${text}}` : this.execute({ ...order, asked });
  }

  #answer({ order, data, errors }: Run): Answer {
    const variables = { ...this.#defaults, ...order.variables };
    const shaped = this.#shaped(data, variables);
    for (const place of shaped?.malformed ?? []) errors.push(malformed(null, place));
    // With errors of subgraphs, what is null because of them needs no errors of its own.
    if (shaped && (errors.length > 0 || !shaped.isFlawed)) return answerOf(shaped.data, errors);
    return this.#stockAnswer(data, order, errors);
  }

  #shaped(data: Members, variables: Readonly<Record<string, unknown>>) {
    try {
      return this.#shape.complete(data, variables);
    } catch (error) {
      if (error instanceof OddAnswer) return null;
      throw error;
    }
  }

  /** An answer against its own schema: the stock executor says how it is told. */
  #stockAnswer(input: Members, { variables }: Order, errors: readonly Error[]): Answer {
    try {
      const operation = this.#operation;
      const shaped = computeResponse({ operation, variables, input, introspectionHandling: () => null });
      const data = shaped.data ?? null;
      if (errors.length === 0 && shaped.errors.length > 0) return { extensions: { valueCompletion: shaped.errors }, data };
      return answerOf(data, errors);
    } catch {
      return answerOf(null, [...errors, malformed(null)]);
    }
  }
}

function tell({ data, errors }: Run, { service, answer }: NonNullable<Order['told']>): void {
  errors.push(...subgraphErrors(answer, service, (path) => path));
  mergeInto(data, answer.data, false);
}

function answerOf(data: Members | null, errors: readonly Error[]): Answer {
  return errors.length === 0 ? { data } : { errors: errors as readonly GraphQLError[], data };
}
