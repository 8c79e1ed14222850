import { encodePageCursor } from '@marketgraph/subgraph-server';
import { encodeId } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlertsBench, ann, openAlertsBench, priceAbove, prices } from '../alerts-bench.ts';

const NOON = Date.UTC(2013, 9, 7, 12);
let bench: AlertsBench;

beforeAll(async () => {
  bench = await openAlertsBench();
  await bench.startEvaluator();
  await bench.createRule(ann, { symbols: ['SPY', 'IBM'], condition: priceAbove('100'), cooldown: 'PT0S' });
  await bench.takeEffect();
  for (let round = 0; round < 5; round++) {
    const at = NOON + round * 10_000;
    await bench.deliver(
      prices('SPY', at, '101'),
      prices('SPY', at + 1_000, '99'),
      prices('IBM', at, '101'),
      prices('IBM', at + 1_000, '99'),
    );
  }
});
afterAll(() => bench.close());

interface Page {
  alerts: {
    nodes: { id: string; symbol: string; triggeredAt: string }[];
    edges: { cursor: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}
const page = (variables: Record<string, unknown>) =>
  bench.ask<Page>(
    ann,
    `query ($f: AlertFilter, $n: Int! = 20, $a: String) { alerts(filter: $f, first: $n, after: $a)
      { nodes { id symbol triggeredAt } edges { cursor } pageInfo { hasNextPage endCursor } } }`,
    variables,
  );

describe('the history of alerts', () => {
  it('comes newest first, page by page, each alert once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { alerts } = await page({ n: 3, a: after });
      seen.push(...alerts.nodes.map(({ id }) => id));
      after = alerts.pageInfo.hasNextPage ? alerts.pageInfo.endCursor : null;
    } while (after);
    const { alerts } = await page({ n: 500 });
    expect(seen).toEqual(alerts.nodes.map(({ id }) => id));
    expect(new Set(seen).size).toBe(10);
    expect(alerts.nodes.map(({ triggeredAt }) => triggeredAt)).toEqual(
      alerts.nodes
        .map(({ triggeredAt }) => triggeredAt)
        .toSorted()
        .toReversed(),
    );
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['symbol', { symbols: ['SPY'] }, 5],
    ['a symbol that can be none', { symbols: ['\u0000'] }, 0],
    ['a rule that is none', { ruleIds: ['nonsense'] }, 0],
    ['severity', { severity: ['CRITICAL'] }, 0],
    ['being active', { active: true }, 0],
    ['time, its end left out', { from: '2013-10-07T12:00:10.000Z', to: '2013-10-07T12:00:20.000Z' }, 2],
  ])('is filtered by %s', async (_, filter, count) => {
    expect((await page({ f: filter })).alerts.nodes).toHaveLength(count);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a page of 0', { n: 0 }, 'PAGE_TOO_LARGE'],
    ['a page of 501', { n: 501 }, 'PAGE_TOO_LARGE'],
    ['a cursor of nobody', { a: 'nonsense' }, 'MALFORMED_CURSOR'],
    ['a cursor whose time is none', { a: encodePageCursor([1e300, 'x']) }, 'MALFORMED_CURSOR'],
    ['a cursor that Postgres cannot read', { a: encodePageCursor([1, '\u0000']) }, 'MALFORMED_CURSOR'],
    ['a range that ends before it begins', { f: { from: '2014-01-01T00:00:00.000Z', to: '2013-01-01T00:00:00.000Z' } }, 'BAD_RANGE'],
  ])('answers %s with a code', async (_, variables, code) => {
    await expect(page(variables)).rejects.toMatchObject({ extensions: { code } });
  });

  it('pages under instruments too, several at once', async () => {
    const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Instrument { alerts(first: 2) { nodes { symbol } pageInfo { hasNextPage } } } } }`;
    const of = ['IBM', 'SPY'].map((symbol) => ({ __typename: 'Instrument', symbol }));
    expect(await bench.ask(ann, source, { of })).toEqual({
      _entities: [
        { alerts: { nodes: [{ symbol: 'IBM' }, { symbol: 'IBM' }], pageInfo: { hasNextPage: true } } },
        { alerts: { nodes: [{ symbol: 'SPY' }, { symbol: 'SPY' }], pageInfo: { hasNextPage: true } } },
      ],
    });
  });

  it('refers to no instrument that can be none', async () => {
    const source = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }';
    const of = [
      { __typename: 'Instrument', symbol: 'a b' },
      { __typename: 'Instrument', id: encodeId('Alert', 'x') },
    ];
    expect(await bench.ask(ann, source, { of })).toEqual({ _entities: [null, null] });
  });
});

describe('acknowledging an alert', () => {
  it('is told once and keeps its first time', async () => {
    const id = (await page({})).alerts.nodes[0]?.id;
    const source = 'mutation ($id: ID!) { acknowledgeAlert(id: $id) { alert { acknowledgedAt } userErrors { code } } }';
    const first = await bench.ask(ann, source, { id });
    await bench.clock.advance(1_000);
    expect(await bench.ask(ann, source, { id })).toEqual(first);
    expect((await bench.told()).filter(({ cause }) => cause === 'ACKNOWLEDGED')).toMatchObject([
      { acknowledgedAt: bench.clock.now() - 1_000 },
    ]);
  });
});
