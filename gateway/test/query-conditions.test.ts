import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

let running: RunningGateway;
beforeAll(async () => {
  running = await runGateway();
});
afterAll(() => running.gateway.stop());

test('what a literal condition leaves out is not asked for, also within a condition of its own, and its errors are not told', async () => {
  const query = `query($w: Boolean!) { instrument(symbol: "ERR") { ...I @skip(if: $w) } }
    fragment I on Instrument { name ...S @skip(if: true) signal @include(if: true) { action @include(if: false) } }
    fragment S on Instrument { sentiment { score } }`;
  const { json } = await running.post({ query, variables: { w: false } });
  expect(json).toEqual({ data: { instrument: { name: 'ERR Inc.', signal: {} } } });
});
