import { execute, GraphQLError, parse } from 'graphql';
import { expect, test } from 'vitest';
import { type ReadyOperation, readyOperation } from '../../src/execution/ready-operation.ts';
import { readSupergraph, type Supergraph } from '../../src/supergraph/supergraph.ts';
import { type MadeQuery, QueryMaker } from '../execution/query-maker.ts';
import { Dice } from '../support/dice.ts';
import { composed, sourcesOf } from './random/graph.ts';
import { randomModel } from './random/model.ts';
import { sdlOf } from './random/sdl.ts';
import { RandomWorld } from './random/world.ts';

/** A failure names its seed: `GRAPH_SEED=42 GRAPHS=1` makes it again, `GRAPHS=2000` looks further, `GRAPH_CONDITIONS=0.14` at `@skip` and `@include` too. */
const FIRST = Number(process.env['GRAPH_SEED'] ?? 1);
const COUNT = Number(process.env['GRAPHS'] ?? 24);
const OPERATIONS = 8;
const seeds = Array.from({ length: COUNT }, (_, index) => FIRST + index);
/** Beside a field that is left out, the planner may leave out what another one requires: wrong in stock too (ADR 51). */
const CONDITIONS = Number(process.env['GRAPH_CONDITIONS'] ?? 0);
const context = { viewer: null } as never;
let answered = 0;

test.each(seeds)('a graph at random answers what one schema would (seed %i)', async (seed) => {
  const model = randomModel(seed);
  const world = new RandomWorld(model);
  const supergraph = readSupergraph(composed(model));
  const sources = sourcesOf(model, world);
  const dice = new Dice(seed);
  for (let count = 0; count < OPERATIONS; count++) {
    const made = new QueryMaker(supergraph.api, dice, CONDITIONS).make();
    const ready = planned(supergraph, made);
    if (!ready) continue;
    const { query, variables, operationName } = made;
    const whole = { schema: supergraph.api, document: parse(query), fieldResolver: world.whole };
    const right = await execute({ ...whole, variableValues: variables, operationName });
    const note = [...model.subgraphs.map((name) => sdlOf(model, name)), query, JSON.stringify(variables)].join('\n');
    const own = await ready.execute({ sources, variables, context, keepsAnswers: false });
    expect(plain(own), note).toEqual(plain(right));
    answered++;
  }
});

test('hardly anything is left out because it cannot be planned', () => {
  expect(answered).toBeGreaterThan(COUNT * OPERATIONS * 0.95);
});

/** Null: deep in interface objects the planner gives up, or takes more than its time. Both are told to who asks. */
function planned(supergraph: Supergraph, { query, operationName }: MadeQuery): ReadyOperation | null {
  try {
    const ready = readyOperation(supergraph, parse(query), operationName);
    return ready.faults({})?.some(({ extensions }) => extensions['limit'] === 'PLANNING') ? null : ready;
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

function plain({ data, errors }: { data?: unknown; errors?: readonly { message: string }[] | undefined }) {
  return JSON.parse(JSON.stringify({ data, errors: errors?.map(({ message }) => message) }));
}
