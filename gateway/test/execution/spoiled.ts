import type { DataSource, DataSourceAnswer } from '../../src/queries/data-source.ts';
import { Dice, hashOf } from '../support/dice.ts';

export const CUT = 'The connection was cut.';

/** Answers with something in them that the schema does not allow, the same for the same request. */
export function spoiled(source: DataSource, seed: number): DataSource {
  return {
    process: async (request) => {
      const answer = await source.process(request);
      const dice = new Dice(hashOf(`${seed} ${request.request.query} ${JSON.stringify(request.request.variables)}`));
      if (dice.chance(0.05)) throw new Error(CUT);
      if (dice.chance(0.05)) return { data: null, errors: [{ message: '' }] } as DataSourceAnswer;
      return dice.chance(0.7) ? ({ ...answer, data: spoil(answer.data, dice) } as DataSourceAnswer) : answer;
    },
  };
}

const strange = [null, 'text', 7, 1.5, true, {}, [], [null], 'Product', { __typename: 'Nothing' }, { __typename: 7 }, { length: 1 }];

function spoil(value: unknown, dice: Dice): unknown {
  if (dice.chance(0.02)) return dice.pick(strange);
  if (Array.isArray(value)) return value.map((item) => spoil(item, dice));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, inner]) => (dice.chance(0.02) ? [] : [[key, spoil(inner, dice)] as const]));
  if (dice.chance(0.01)) entries.push(['unasked', 1], ['toString', { a: 1 }]);
  return Object.fromEntries(entries);
}
