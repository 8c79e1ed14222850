import { type DocumentNode, type GraphQLError, getOperationAST, getVariableValues } from 'graphql';
import { withoutConstantConditions } from '../limits/constant-conditions.ts';
import { nullCondition } from '../limits/null-condition.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { isTooMuch } from '../supergraph/within.ts';
import { type Answer, compileOperation } from './compiled-operation.ts';
import { restoreAliases } from './hiding-aliases.ts';
import type { Order } from './order.ts';
import { plainVariables } from './plain-variables.ts';
import { fetchesOf } from './plan-fetches.ts';
import { planOperation } from './planned-operation.ts';
import { executeByStock } from './stock-execution.ts';

export interface ReadyOperation {
  readonly executor: 'compiled' | 'stock';
  /** Of what the plan sends, all together: what it takes in memory grows with them. */
  readonly planCharacters: number;
  /** With these variables it can be executed as soon as it is asked for: compiled, without a fault, and nothing has to be read before. */
  isReadyFor(variables: Readonly<Record<string, unknown>>): boolean;
  /** What is wrong with the variables that are given. */
  faults(variables: Readonly<Record<string, unknown>>): readonly GraphQLError[] | undefined;
  execute(order: Order): Promise<Answer>;
  /** As text where that is had more cheaply: an answer without errors. */
  tell(order: Order): Promise<string | Answer>;
}

/** Plans and compiles one operation of a valid document. What took too long is not planned again. Throws what else the planner throws. */
export function readyOperation(supergraph: Supergraph, asked: DocumentNode, operationName: string | undefined): ReadyOperation {
  try {
    return plannedAndCompiled(supergraph, asked, operationName);
  } catch (error) {
    if (isTooMuch(error)) return refusedOperation(error);
    throw error;
  }
}

function refusedOperation(error: GraphQLError): ReadyOperation {
  const faults = () => [error];
  const refuse = () => Promise.reject(error);
  return { executor: 'compiled', planCharacters: 0, isReadyFor: () => false, faults, execute: refuse, tell: refuse };
}

/** Literal conditions are settled before, because the planner forgets some. */
function plannedAndCompiled(supergraph: Supergraph, asked: DocumentNode, operationName: string | undefined): ReadyOperation {
  const { document, operation, plan, aliases } = planOperation(supergraph, withoutConstantConditions(asked), operationName);
  const definition = getOperationAST(document, operationName);
  const compiled = compileOperation({ node: plan.node, operation, schema: supergraph.full });
  const declared = definition?.variableDefinitions ?? [];
  const arePlain = plainVariables(supergraph.api, declared);
  const needsCursor = asked.loc?.source.body.includes('liveCursor') ?? true;
  const faults = (variables: Readonly<Record<string, unknown>>) =>
    declared.length > 0 ? getVariableValues(supergraph.api, declared, variables, { hideSuggestions: true }).errors : undefined;
  const execute = async (order: Order) => {
    const answer = await (compiled?.execute(order) ?? executeByStock({ supergraph, plan, document, operationName }, order));
    return aliases ? restoreAliases(answer, aliases) : answer;
  };
  return {
    executor: compiled ? 'compiled' : 'stock',
    planCharacters: fetchesOf(plan.node, []).reduce((sum, fetch) => sum + fetch.node.operation.length, 0),
    isReadyFor: (variables) =>
      compiled !== null && !needsCursor && (arePlain(variables) || !faults(variables)) && !nullCondition(asked, variables),
    faults,
    execute,
    tell: (order) => (compiled && !aliases ? compiled.tell(order) : execute(order)),
  };
}
