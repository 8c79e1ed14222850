import { parseEvent } from '@marketgraph/events';
import { describe, expect, it } from 'vitest';

const listed = {
  type: 'InstrumentListed',
  version: 1,
  key: 'AAPL',
  occurredAt: 1,
  receivedAt: 2,
  publishedAt: 3,
  payload: { symbol: 'AAPL', name: 'Apple', assetClass: 'STOCK', region: 'AMERICAS', currency: 'USD', sector: null },
};

describe('an entry of the log', () => {
  it('is read as the event it tells', () => {
    expect(parseEvent(listed)).toEqual({ event: listed });
  });

  it('of an unknown type is refused with its name', () => {
    expect(parseEvent({ ...listed, type: 'Nothing' })).toEqual({ fault: 'Unknown event type Nothing.' });
  });

  it('of a later version is refused', () => {
    expect(parseEvent({ ...listed, version: 2 })).toHaveProperty('fault');
  });

  it('with a wrong payload says which part is wrong', () => {
    const parsed = parseEvent({ ...listed, payload: { ...listed.payload, assetClass: 'BOND' } });
    expect(parsed).toHaveProperty('fault', expect.stringContaining('assetClass'));
  });

  it.each([null, 7, 'text', [], {}])('that is %j is refused without a throw', (raw) => {
    expect(parseEvent(raw)).toHaveProperty('fault');
  });
});
