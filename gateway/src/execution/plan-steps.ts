import type { ConditionNode, FetchNode, PlanNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { type EntityPath, valuesAt } from './entities-at.ts';
import { compileFetch } from './fetch-step.ts';
import { hasOwn } from './members.ts';
import { NotCompiled } from './not-compiled.ts';
import type { Run, Step } from './order.ts';

/** What is known of an operation when its plan is compiled. */
export interface PlanContext {
  readonly schema: GraphQLSchema;
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Whether later fetches write into what a fetch at a path answers. */
  isWrittenInto(node: FetchNode, path: EntityPath): boolean;
}

/** A plan as steps; everything that can be decided without data is decided here. */
export function compileSteps(context: PlanContext, node: PlanNode, path: EntityPath): Step {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((child) => compileSteps(context, child, path)));
    case 'Parallel':
      return inParallel(node.nodes.map((child) => compileSteps(context, child, path)));
    case 'Flatten':
      return below(node.path, compileSteps(context, node.node, [...path, ...node.path]));
    case 'Fetch':
      return fetchOf(context, node, path);
    case 'Condition':
      return either(context, node, path);
    default:
      throw new NotCompiled(`${node.kind} is not compiled.`);
  }
}

function fetchOf(context: PlanContext, node: FetchNode, path: EntityPath): Step {
  if (node.contextRewrites?.length) throw new NotCompiled('@fromContext is not compiled.');
  return compileFetch(context.schema, node, path, context.isWrittenInto(node, path));
}

function inSequence(steps: readonly Step[]): Step {
  return async (run, data) => {
    for (const step of steps) await step(run, data);
  };
}

function inParallel(steps: readonly Step[]): Step {
  return async (run, data) => {
    // Each in a promise of its own, and all awaited whichever fails: nothing goes on for an answer that was given.
    const ended = await Promise.allSettled(steps.map(async (step) => step(run, data)));
    const failed = ended.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  };
}

/** Nothing is done where what leads to the path is not there. */
function below(path: EntityPath, step: Step): Step {
  return (run, data) => {
    const values = valuesAt(data, path);
    return values ? step(run, values) : undefined;
  };
}

function either(context: PlanContext, node: ConditionNode, path: EntityPath): Step {
  const { condition, ifClause, elseClause } = node;
  const whenTrue = ifClause && compileSteps(context, ifClause, path);
  const whenFalse = elseClause && compileSteps(context, elseClause, path);
  return (run, data) => (conditionValue(context, condition, run) ? whenTrue : whenFalse)?.(run, data);
}

function conditionValue({ defaults }: PlanContext, name: string, { order: { variables } }: Run): boolean {
  const given = hasOwn(variables, name) ? variables[name] : undefined;
  const value = given === undefined ? defaults[name] : given;
  if (typeof value !== 'boolean') throw new Error(`The condition $${name} has no value.`);
  return value;
}
