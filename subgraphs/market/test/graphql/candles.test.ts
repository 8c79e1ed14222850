import { MINUTE_MS } from '@marketgraph/vocabulary';
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

describe('candles', () => {
  it('come oldest first, the newest 500 unless asked otherwise', async () => {
    type Nodes = { openTime: string; closed: boolean; tradeCount: number }[];
    const { instrument: spy } = await ask<{ instrument: { candles: { nodes: Nodes; pageInfo: unknown } } }>(
      '{ instrument(symbol: "SPY") { candles { nodes { openTime open close tradeCount closed revision } pageInfo { hasPreviousPage } } } }',
    );
    const { nodes, pageInfo } = spy.candles;
    expect(nodes.map(({ openTime }) => openTime)).toEqual(Array.from({ length: 11 }, (_, index) => iso(start + index * MINUTE_MS)));
    expect(nodes.at(-1)).toMatchObject({ tradeCount: 3, closed: false });
    expect(nodes.at(-2)).toMatchObject({ closed: true, revision: 0 });
    expect(pageInfo).toEqual({ hasPreviousPage: false });
  });

  it('page forwards and backwards to the same candles', async () => {
    const forwards = await walk('first: 4', 'after', 'endCursor', 'hasNextPage');
    const backwards = await walk('last: 4', 'before', 'startCursor', 'hasPreviousPage');
    expect(forwards.flat()).toHaveLength(11);
    expect(backwards.reverse().flat()).toEqual(forwards.flat());
  });

  it('lie in [from, to)', async () => {
    const range = `from: "${iso(start + MINUTE_MS)}", to: "${iso(start + 3 * MINUTE_MS)}"`;
    expect(await ask(`{ instrument(symbol: "SPY") { candles(${range}) { nodes { open } } } }`)).toEqual({
      instrument: { candles: { nodes: [{ open: '101.00' }, { open: '102.00' }] } },
    });
  });

  it('come as columns too', async () => {
    expect(
      await ask('{ instrument(symbol: "SPY") { candleSeries(last: 2) { interval openTime open volume tradeCount forming } } }'),
    ).toEqual({
      instrument: {
        candleSeries: {
          interval: 'ONE_MINUTE',
          openTime: [iso(start + 9 * MINUTE_MS), iso(start + 10 * MINUTE_MS)],
          open: ['109.00', '111.00'],
          volume: ['10', '3'],
          tradeCount: [1, 3],
          forming: true,
        },
      },
    });
  });

  it.each(['ONE_SECOND', 'ONE_MINUTE', 'FIVE_MINUTES', 'ONE_HOUR', 'ONE_DAY', 'ONE_MONTH'])(
    'of %s are the same as columns and as rows, the forming one too',
    async (interval) => {
      const columns = ['openTime', 'open', 'high', 'low', 'close', 'volume', 'tradeCount'] as const;
      const asked = await ask<{
        spy: { candles: { nodes: Record<string, unknown>[] }; candleSeries: Record<string, unknown> };
        btc: unknown;
      }>(
        `query ($interval: Interval!) {
          spy: instrument(symbol: "SPY") {
            candles(interval: $interval, last: 7) { nodes { ${columns.join(' ')} } } candleSeries(interval: $interval, last: 7) { ${columns.join(' ')} forming }
          }
          btc: instrument(symbol: "BTC-USD") { candleSeries(interval: $interval) { open forming } }
        }`,
        { interval },
      );
      const { nodes } = asked.spy.candles;
      const expected = Object.fromEntries(columns.map((name) => [name, nodes.map((node) => node[name])]));
      expect(nodes.length).toBeGreaterThan(0);
      expect(asked.spy.candleSeries).toEqual({ ...expected, forming: true });
      expect(asked.btc).toEqual({ candleSeries: { open: [], forming: false } });
    },
  );

  it('of one second are made of trades, or of bids where there are none', async () => {
    expect(
      await ask(
        '{ spy: instrument(symbol: "SPY") { candles(interval: ONE_SECOND, last: 2) { nodes { open volume closed } } } euro: instrument(symbol: "EUR-USD") { candles(interval: ONE_SECOND, first: 2) { nodes { open tradeCount } } } }',
      ),
    ).toEqual({
      spy: {
        candles: {
          nodes: [
            { open: '109.00', volume: '10', closed: true },
            { open: '111.00', volume: '3', closed: false },
          ],
        },
      },
      euro: {
        candles: {
          nodes: [
            { open: '1.300', tradeCount: 1 },
            { open: '1.301', tradeCount: 1 },
          ],
        },
      },
    });
  });

  it('refuse what cannot be answered with stable codes', async () => {
    const candles = (args: string) => codeOf(`{ instrument(symbol: "SPY") { candles(${args}) { nodes { open } } } }`);
    expect(await candles(`from: "${iso(start)}", to: "${iso(start - 1)}"`)).toBe('BAD_RANGE');
    expect(await candles('first: 5001')).toBe('PAGE_TOO_LARGE');
    expect(await candles('last: 0')).toBe('PAGE_TOO_LARGE');
    expect(await candles('first: 1, last: 1')).toBe('BAD_USER_INPUT');
    expect(await candles('after: "x"')).toBe('MALFORMED_CURSOR');
    expect(await candles(`after: "${Buffer.from('["1e400"]').toString('base64url')}"`)).toBe('MALFORMED_CURSOR');
    expect(await codeOf('{ instrument(symbol: "SPY") { candleSeries(last: 6000) { forming } } }')).toBe('PAGE_TOO_LARGE');
    expect(await codeOf('{ instrument(symbol: "SPY") { indicator(kind: SMA, period: 0) { value } } }')).toBe('BAD_USER_INPUT');
    expect(await codeOf('{ instrument(symbol: "SPY") { statistics(window: "PT0S") { volume } } }')).toBe('BAD_RANGE');
  });
});

async function walk(
  size: string,
  direction: string,
  cursor: 'endCursor' | 'startCursor',
  more: 'hasNextPage' | 'hasPreviousPage',
): Promise<string[][]> {
  const pages: string[][] = [];
  let place = '';
  for (;;) {
    const asked: Asked<{ candles: Page<{ openTime: string }> }> = await ask(
      `{ instrument(symbol: "SPY") { candles(to: "${iso(start + 11 * MINUTE_MS)}", ${size}${place}) { nodes { openTime } pageInfo { ${cursor} ${more} } } } }`,
    );
    const { nodes, pageInfo } = asked.instrument.candles;
    pages.push(nodes.map(({ openTime }) => openTime));
    if (!pageInfo[more]) return pages;
    place = `, ${direction}: "${pageInfo[cursor]}"`;
  }
}
