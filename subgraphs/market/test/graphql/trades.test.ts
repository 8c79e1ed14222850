import { encodeId, MINUTE_MS } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AskedMarket, iso, openAskedMarket, type Page, start } from './asked-market.ts';

let market: AskedMarket;
const ask: AskedMarket['ask'] = (source, variables) => market.ask(source, variables);
const codeOf: AskedMarket['codeOf'] = (source) => market.codeOf(source);

beforeAll(async () => {
  market = await openAskedMarket();
});
afterAll(() => market.close());

interface Asked<T> {
  instrument: T;
}

describe('trades', () => {
  it('page newest first without hole or repeat, also through one instant and while new ones arrive', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const asked: Asked<{ trades: Page<{ id: string }> }> = await ask(
        'query ($after: String) { instrument(symbol: "SPY") { trades(first: 2, after: $after) { nodes { id price occurredAt } pageInfo { hasNextPage endCursor } } } }',
        { after },
      );
      const page = asked.instrument.trades;
      seen.push(...page.nodes.map(({ id }) => id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      if (seen.length === 2) await market.arrive();
    } while (after);
    expect(seen).toHaveLength(13);
    expect(seen).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((key) => tradeId(key, start + Math.min(key - 1, 10) * MINUTE_MS)));
  });

  it('are found by id, and unknown ids are null', async () => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Trade { price size occurredAt } } }';
    const forged = ['SPY|test|x|y', 'SPY|a\0b|1|1', 'S\0|test|1|1', 'SPY|test|-8640000000000000|1', 'SPY|test|1|1|1', 'SPY'].map((key) =>
      encodeId('Trade', key),
    );
    const ids = [tradeId(1, start), tradeId(99, start), encodeId('Instrument', 'SPY'), 'nonsense', ...forged];
    expect(await ask(query, { of: ids.map((id) => ({ __typename: 'Trade', id })) })).toEqual({
      _entities: [{ price: '100.00', size: '10', occurredAt: iso(start) }, ...ids.slice(1).map(() => null)],
    });
  });
});

describe('forged cursors', () => {
  it.each([
    ['trades', [1, 'a\0b', 1]],
    ['trades', [-8.64e15, 'test', 1]],
    ['trades', [1, 'test', 1.5]],
    ['trades', ['1', 'test', 1]],
    ['candles', [-8.64e15]],
    ['candles', [1e300]],
    ['candles', ['now']],
    ['candles', []],
  ])('of %s are refused: %j', async (field, parts) => {
    const after = Buffer.from(JSON.stringify(parts)).toString('base64url');
    expect(await codeOf(`{ instrument(symbol: "SPY") { ${field}(after: "${after}") { nodes { __typename } } } }`)).toBe('MALFORMED_CURSOR');
  });
});

function tradeId(key: number, at: number): string {
  return encodeId('Trade', `SPY|test|${at}|${key}`);
}
