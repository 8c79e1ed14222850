import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AskedMarket, iso, openAskedMarket, start } from './asked-market.ts';

let market: AskedMarket;
beforeAll(async () => {
  market = await openAskedMarket();
});
afterAll(() => market.close());

const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const codeOf = (field: string) => market.codeOf(`{ instrument(symbol: "SPY") { ${field} } }`);
/** Every field that has a range, with what is left to say. */
const ranged: readonly [string, (range: string) => string][] = [
  ['candles', (range) => `candles(${range}) { nodes { open } }`],
  ['candleSeries', (range) => `candleSeries(${range}) { open }`],
  ['trades', (range) => `trades(${range}) { nodes { price } }`],
];
const sized: readonly [string, number, (size: number) => string][] = [
  ['candles(first:)', 5_000, (size) => `candles(first: ${size}) { nodes { open } }`],
  ['candles(last:)', 5_000, (size) => `candles(last: ${size}, interval: ONE_SECOND) { nodes { open } }`],
  ['candleSeries', 5_000, (size) => `candleSeries(last: ${size}) { open }`],
  ['trades', 500, (size) => `trades(first: ${size}) { nodes { price } }`],
  ['indicator', 5_000, (size) => `indicator(kind: SMA, last: ${size}) { value }`],
];

describe.each(ranged)('a range of %s', (_name, field) => {
  it('that is turned around is refused', async () => {
    expect(await codeOf(field(`from: "${iso(start)}", to: "${iso(start - 1)}"`))).toBe('BAD_RANGE');
  });

  it('may be empty, and as long as DateTime reaches', async () => {
    expect(await codeOf(field(`from: "${iso(start)}", to: "${iso(start)}"`))).toBeUndefined();
    expect(await codeOf(field('from: "0000-01-01T00:00:00Z", to: "9999-12-31T23:59:59.999Z"'))).toBeUndefined();
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01',
    'yesterday',
    '',
    '9999-12-31T23:59:59-01:00',
    '+275760-09-13T00:00:00Z',
  ])('that begins at "%s" is refused', async (from) => {
    expect(await codeOf(field(`from: "${from}"`))).toBe('BAD_USER_INPUT');
  });
});

describe.each(sized)('the size of %s', (_name, most, field) => {
  it.each([0, -1, -2_147_483_648, most + 1, 2_147_483_647])('is refused when it is %i', async (size) => {
    expect(await codeOf(field(size === most ? most + 1 : size))).toBe('PAGE_TOO_LARGE');
  });

  it('may be the largest', async () => {
    expect(await codeOf(field(most))).toBeUndefined();
  });
});

describe.each(['candles(after', 'candles(before', 'trades(after'])('a cursor of %s:)', (field) => {
  it.each([
    ['empty', ''],
    ['no base64', '%%%'],
    ['no JSON', 'x'],
    ['no list', Buffer.from('{"a":1}').toString('base64url')],
    ['nested', cursorOf([[1]])],
    ["another field's", cursorOf('AAPL', 'AAPL')],
    ['of too many parts', cursorOf(1, 2, 3, 4)],
    ['beyond time', cursorOf(1e300)],
    ['long', cursorOf('x'.repeat(10_000))],
  ])('is refused when it is %s', async (_what, cursor) => {
    expect(await codeOf(`${field}: "${cursor}") { nodes { __typename } }`)).toBe('MALFORMED_CURSOR');
  });
});

it('trades and candles do not take cursors of each other', async () => {
  expect(await codeOf(`trades(after: "${cursorOf(start)}") { nodes { price } }`)).toBe('MALFORMED_CURSOR');
  expect(await codeOf(`candles(after: "${cursorOf(start, 'test', 1)}") { nodes { open } }`)).toBe('MALFORMED_CURSOR');
});

it('candles are asked from one end', async () => {
  expect(await codeOf('candles(first: 1, last: 1) { nodes { open } }')).toBe('BAD_USER_INPUT');
});

describe('a window of statistics', () => {
  it.each([
    ['PT0S', 'BAD_RANGE'],
    ['-P1D', 'BAD_USER_INPUT'],
    ['P1Y', 'BAD_USER_INPUT'],
    ['P', 'BAD_USER_INPUT'],
    ['', 'BAD_USER_INPUT'],
    ['P99999999999999999999D', 'BAD_USER_INPUT'],
    ['P4001D', 'RANGE_TOO_LARGE'],
    ['P99999999D', 'RANGE_TOO_LARGE'],
  ])('of "%s" is refused with %s', async (window, code) => {
    expect(await codeOf(`statistics(window: "${window}") { volume }`)).toBe(code);
  });

  it('may be ten years', async () => {
    expect(await codeOf('statistics(window: "P3653D") { volume }')).toBeUndefined();
  });
});

it.each([0, -1, 2_147_483_647])('an indicator of period %i is refused', async (period) => {
  expect(await codeOf(`indicator(kind: RSI, period: ${period}) { value }`)).toBe('BAD_USER_INPUT');
});

it.each(['', 'NOPE', 'spy', '\\u0000', 'x'.repeat(5_000), "'; DROP TABLE market.series; --"])(
  'there is no instrument "%s"',
  async (symbol) => {
    const answer = await market.ask(
      `{ instrument(symbol: "${symbol}") { candleSeries { open } trades { nodes { price } } statistics { volume } } }`,
    );
    expect(answer).toEqual({ instrument: null });
  },
);
