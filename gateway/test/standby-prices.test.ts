import { expect, test } from 'vitest';
import { fieldNamed } from '../src/subscriptions/fields/all-fields.ts';
import { logged, prices } from './support/events.ts';

test.each(['quoteUpdated', 'tradeReported', 'instrumentUpdated'])('%s tells nothing of a source that only stands by', (name) => {
  const event = prices('BTC-USD', '1.00');
  const standby = { ...event, payload: { ...event.payload, mark: 'STANDBY' } } as typeof event;
  const field = fieldNamed(name);
  expect(field?.tell(logged(event))).toHaveLength(1);
  expect(field?.tell(logged(standby))).toEqual([]);
});
