import { Metrics } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { Admission, type ReadyTexts } from '../../src/limits/admission.ts';
import { readQueryLimits } from '../../src/limits/query-limits.ts';

const schema = buildSchema('type Query { a: Int }');
const ANN = { viewer: null, address: '10.0.0.1' };

/** One text may be planned; the clock stands still, so nothing is filled up. */
function admissionOf(texts: ReadyTexts) {
  const limits = readQueryLimits({ MAX_PLANNING_PER_CALLER: '3' });
  const admission = new Admission(limits, new ManualClock(), new Metrics());
  admission.use(schema, texts);
  const isPaidFor = (query: string, operationName?: string) => 'heavy' in admission.enter({ query, operationName }, ANN);
  return { admission, isPaidFor };
}

test('a text whose plan is given up is paid for again when it is sent again', () => {
  const { admission, isPaidFor } = admissionOf({ isReady: () => false });
  expect([isPaidFor('{ a }'), isPaidFor('{ a }')]).toEqual([true, true]);
  admission.forget('{ a }');
  expect(isPaidFor('{ a }')).toBe(false);
});

test('what was planned before a supergraph was taken over is not paid for', () => {
  const { admission, isPaidFor } = admissionOf({ isReady: () => false });
  isPaidFor('{ a }');
  admission.use(schema, { isReady: (text) => text === '{ hot: a }' });
  expect([isPaidFor('{ hot: a }'), isPaidFor('{ a }')]).toEqual([true, false]);
});

test('whether a text is ready is asked of the operation that is named', () => {
  const text = 'query A { a } query B { a }';
  const { isPaidFor } = admissionOf({ isReady: (_, operationName) => operationName === 'A' });
  isPaidFor('{ a }');
  expect([isPaidFor(text, 'B'), isPaidFor(text, 'A')]).toEqual([false, true]);
});
