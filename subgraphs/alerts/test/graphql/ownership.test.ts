import { encodeId, type Viewer } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlertsBench, ann, bob, openAlertsBench, priceAbove, prices, watchlist } from '../alerts-bench.ts';

const LIST = '5f0c7a52-9b1e-4a37-8f6e-3a2b1c0d9e8f';
let bench: AlertsBench;
let ids: { rule: string; alert: string; delivery: string; channel: string };

beforeAll(async () => {
  bench = await openAlertsBench();
  await bench.startEvaluator();
  const { alertRule } = await bench.createRule(ann, { symbols: ['SPY'], condition: priceAbove('168') });
  await bench.takeEffect();
  await bench.deliver(prices('SPY', Date.UTC(2013, 9, 7), '169'), watchlist(LIST, 'ann', ['SPY']));
  const answer = await bench.ask<{ alerts: { nodes: { id: string; deliveries: { id: string; channel: { id: string } }[] }[] } }>(
    ann,
    '{ alerts { nodes { id deliveries { id channel { id } } } } }',
  );
  const [alert] = answer.alerts.nodes;
  const [delivery] = alert?.deliveries ?? [];
  ids = { rule: alertRule?.id ?? '', alert: alert?.id ?? '', delivery: delivery?.id ?? '', channel: delivery?.channel.id ?? '' };
});
afterAll(() => bench.close());

const entities = `query ($of: [_Any!]!) { _entities(representations: $of) { __typename
  ... on AlertRule { name alerts { nodes { id } } states { symbol } channels { id } } ... on Alert { message rule { name } deliveries { id } }
  ... on Delivery { state channel { name } } ... on NotificationChannel { name } ... on User { alertRules { name } ownChannels: channels { name } } } }`;
const references = () => [
  { __typename: 'AlertRule', id: ids.rule },
  { __typename: 'Alert', id: ids.alert },
  { __typename: 'Delivery', id: ids.delivery },
  { __typename: 'NotificationChannel', id: ids.channel },
  { __typename: 'User', id: encodeId('User', 'ann') },
];

const lists = `{ alerts { nodes { id } } }`;
const instruments = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Instrument { symbol alerts { nodes { message } } alertRules { name } } } }`;
const others: [string, Viewer | null][] = [
  ['someone else', bob],
  ['nobody', null],
];

describe('what a user owns', () => {
  it('is answered to the user, every entity of it', async () => {
    expect(await bench.ask(ann, entities, { of: references() })).toMatchObject({
      _entities: [
        { name: 'Rule', alerts: { nodes: [{ id: ids.alert }] }, states: [{ symbol: 'SPY' }], channels: [{ id: ids.channel }] },
        { message: 'SPY trades at 169 (rule: above 168)', rule: { name: 'Rule' }, deliveries: [{ id: ids.delivery }] },
        { state: 'SENT', channel: { name: 'In app' } },
        { name: 'In app' },
        { alertRules: [{ name: 'Rule' }], ownChannels: [{ name: 'In app' }] },
      ],
    });
  });

  it.each(others)('is not found by %s, no entity of it', async (_, viewer) => {
    expect(await bench.ask(viewer, entities, { of: references() })).toEqual({ _entities: [null, null, null, null, null] });
  });

  it.each(others)('is in no list of %s', async (_, viewer) => {
    expect(await bench.ask(viewer, lists)).toEqual({ alerts: { nodes: [] } });
    expect(
      await bench.ask(viewer, `query ($ids: [ID!]) { alerts(filter: { ruleIds: $ids }) { nodes { id } } }`, { ids: [ids.rule] }),
    ).toEqual({
      alerts: { nodes: [] },
    });
  });

  it('shows under its instrument, to the user only', async () => {
    const of = [
      { __typename: 'Instrument', symbol: 'SPY' },
      { __typename: 'Instrument', id: encodeId('Instrument', 'IBM') },
    ];
    expect(await bench.ask(ann, instruments, { of })).toEqual({
      _entities: [
        { symbol: 'SPY', alerts: { nodes: [{ message: 'SPY trades at 169 (rule: above 168)' }] }, alertRules: [{ name: 'Rule' }] },
        { symbol: 'IBM', alerts: { nodes: [] }, alertRules: [] },
      ],
    });
    for (const [, viewer] of others) {
      expect(await bench.ask(viewer, instruments, { of: of.slice(0, 1) })).toEqual({
        _entities: [{ symbol: 'SPY', alerts: { nodes: [] }, alertRules: [] }],
      });
    }
  });

  const mutations: [string, string, () => string][] = [
    ['updateAlertRule', 'updateAlertRule(id: $id, input: { name: "Stolen" }) { alertRule { id } userErrors { code } }', () => ids.rule],
    ['setAlertRuleEnabled', 'setAlertRuleEnabled(id: $id, enabled: false) { alertRule { id } userErrors { code } }', () => ids.rule],
    ['deleteAlertRule', 'deleteAlertRule(id: $id) { deletedId userErrors { code } }', () => ids.rule],
    ['acknowledgeAlert', 'acknowledgeAlert(id: $id) { alert { id } userErrors { code } }', () => ids.alert],
  ];
  it.each(mutations)('is not found by someone else in %s, and needs signing in', async (name, field, id) => {
    const source = `mutation ($id: ID!) { ${field} }`;
    const refused = (code: string) => ({ [name]: expect.objectContaining({ userErrors: [{ code }] }) });
    expect(await bench.ask(bob, source, { id: id() })).toEqual(refused('NOT_FOUND'));
    expect(await bench.ask(null, source, { id: id() })).toEqual(refused('UNAUTHENTICATED'));
    for (const none of ['nonsense', encodeId('AlertRule', '\u0000'), encodeId('Instrument', 'SPY')]) {
      expect(await bench.ask(ann, source, { id: none })).toEqual(refused('NOT_FOUND'));
    }
    expect(await bench.ask(ann, entities, { of: references().slice(0, 1) })).toMatchObject({ _entities: [{ name: 'Rule' }] });
  });

  it.each(mutations)('stays untouched by %s of someone else', async (_, field, id) => {
    await bench.ask(bob, `mutation ($id: ID!) { ${field} }`, { id: id() });
    const { rows } = await bench.pool.query('SELECT name, enabled FROM alerts.rules');
    expect(rows).toEqual([{ name: 'Rule', enabled: true }]);
    expect((await bench.pool.query('SELECT acknowledged_at FROM alerts.alerts')).rows).toEqual([{ acknowledged_at: null }]);
  });
});

describe('a rule', () => {
  it('cannot be made by nobody', async () => {
    expect((await bench.createRule(null, { symbols: ['SPY'], condition: priceAbove('1') })).userErrors).toMatchObject([
      { code: 'UNAUTHENTICATED' },
    ]);
  });

  it('cannot follow the watchlist of someone else, nor use their channel', async () => {
    const waiting = bench.createRule(bob, { watchlistId: encodeId('Watchlist', LIST), condition: priceAbove('1') });
    let answered = false;
    const refused = waiting.finally(() => {
      answered = true;
    });
    while (!answered) await bench.clock.advance(100);
    expect((await refused).userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'watchlistId'] }]);
    const channelled = await bench.createRule(bob, { symbols: ['SPY'], channelIds: [ids.channel], condition: priceAbove('1') });
    expect(channelled.userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['input', 'channelIds'] }]);
  });

  it('fills the watchlist that it provides', async () => {
    await bench.createRule(ann, { name: 'Listed', watchlistId: encodeId('Watchlist', LIST), condition: priceAbove('1') });
    const query = '{ viewer { alertRules { name watchlist { id symbols instruments { id symbol } } } } }';
    expect(await bench.ask(ann, query)).toEqual({
      viewer: {
        alertRules: [
          { name: 'Rule', watchlist: null },
          {
            name: 'Listed',
            watchlist: {
              id: encodeId('Watchlist', LIST),
              symbols: ['SPY'],
              instruments: [{ id: encodeId('Instrument', 'SPY'), symbol: 'SPY' }],
            },
          },
        ],
      },
    });
  });

  it('answers the condition as it was given, and durations in their shortest form', async () => {
    const carol: Viewer = { id: 'carol', role: 'USER' };
    const condition = {
      any: [{ compare: { metric: 'SENTIMENT', comparison: 'BELOW', threshold: '-0.20', window: 'PT60M' } }, { not: priceAbove('5') }],
    };
    await bench.createRule(carol, { symbols: ['SPY'], condition, holdFor: 'PT90S', expiresAt: '2099-01-01T00:00:00.000Z' });
    const query = `{ viewer { alertRules { summary holdFor cooldown severity expiresAt condition { any { compare { metric comparison threshold window interval } not { compare { threshold } } } } } } }`;
    expect(await bench.ask(carol, query)).toMatchObject({
      viewer: {
        alertRules: [
          {
            summary: 'News sentiment over 1 hour below -0.20 or not (price above 5).',
            holdFor: 'PT1M30S',
            cooldown: 'PT15M',
            severity: 'WARNING',
            expiresAt: '2099-01-01T00:00:00.000Z',
            condition: {
              any: [{ compare: { threshold: '-0.20', window: 'PT60M', interval: null } }, { not: { compare: { threshold: '5' } } }],
            },
          },
        ],
      },
    });
  });

  it('is one of at most a hundred, however many are made at once', async () => {
    const dave: Viewer = { id: 'dave', role: 'USER' };
    const answers = await Promise.all(
      Array.from({ length: 105 }, () => bench.createRule(dave, { symbols: ['SPY'], condition: priceAbove('1') })),
    );
    expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(Array(5).fill('LIMIT_REACHED'));
  });
});
