import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isKnownPrices } from '../src/known-prices.ts';
import { parseBySchema, parseEvent } from '../src/parse-event.ts';

const quote = {
  price: '10.50',
  bid: null,
  ask: '10.51',
  change: '-0.25',
  changePercent: -2.3,
  open: '10',
  high: '11',
  low: null,
  previousClose: '10.75',
  volume: '100',
  asOf: 1,
};
const columns = { key: [1, 2], price: ['1', '2.5'], size: ['3', '4'], side: ['BUY', null], occurredAt: [1, 2], conditions: [null, 'Q'] };
const event = {
  type: 'PricesReceived',
  key: 'AAPL',
  occurredAt: 1,
  receivedAt: 2,
  publishedAt: 3,
  version: 1,
  payload: {
    symbol: 'AAPL',
    source: 'fake',
    provenance: 'LIVE',
    trades: columns,
    quotes: { key: [3], bid: ['1.0'], ask: ['1.1'], occurredAt: [9] },
    quote,
  },
};

const marked = { ...event, payload: { ...event.payload, mark: 'STANDBY' } };

it.each([event, marked])('prices as ingest writes them are read without the schemas, and as the schemas read them', (told) => {
  expect(isKnownPrices(told)).toBe(true);
  expect(parseEvent(told)).toEqual(parseBySchema(told));
});

/** The path of every member and element. */
function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))];
}

function changed(
  event: object,
  path: readonly (string | number)[],
  change: (parent: Record<string, unknown>, name: string) => void,
): unknown {
  const copy = structuredClone(event) as unknown as Record<string, unknown>;
  const parent = path.slice(0, -1).reduce((at, name) => at[name] as Record<string, unknown>, copy);
  change(parent, String(path.at(-1)));
  return copy;
}

const odd = fc.oneof(
  fc.constantFrom(null, undefined, '', 'x', '1', '1.', '.5', '-0', '1e5', '+1', ' 1', '1\n', '1'.repeat(31), `1.${'1'.repeat(19)}`),
  fc.constantFrom(
    0,
    -0,
    1.5,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    2 ** 60,
    true,
    'BUY',
    'buy',
    'STALE',
    'STANDBY',
    'LIVE',
    'AlertChanged',
  ),
  fc.constantFrom([], {}, [null], ['1'], [1], new Date(0)),
);

it('whatever is changed in them is judged as the schemas judge it', () => {
  const places = [event, marked].flatMap((told) =>
    pathsOf(told)
      .filter((path) => path.length > 0)
      .map((path) => ({ told, path })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...places), odd, fc.constantFrom('set', 'delete', 'add'), ({ told, path }, value, how) => {
      const raw = changed(told, path, (parent, name) => {
        if (how === 'set') parent[name] = value;
        else if (Array.isArray(parent)) parent.push(value);
        else if (how === 'delete') delete parent[name];
        else parent['another'] = value;
      });
      expect(parseEvent(raw)).toEqual(parseBySchema(raw));
    }),
    { numRuns: 3_000 },
  );
});
