import { encodeId } from '@marketgraph/vocabulary';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlertsBench, ann, article, bob, openAlertsBench, priceAbove, prices, signal, watchlist } from '../alerts-bench.ts';

const NOON = Date.UTC(2013, 9, 7, 12);
const MINUTE = 60_000;
let bench: AlertsBench;

beforeEach(async () => {
  bench = await openAlertsBench();
  await bench.startEvaluator();
});
afterEach(() => bench.close());

async function rule(input: Record<string, unknown>, viewer = ann) {
  const { alertRule, userErrors } = await bench.createRule(viewer, { cooldown: 'PT0S', ...input });
  expect(userErrors).toEqual([]);
  await bench.takeEffect();
  return alertRule;
}

const causes = async () => (await bench.told()).map(({ symbol, cause }) => `${symbol} ${cause}`);

describe('an alert', () => {
  it('is stored, delivered and told when a price passes the threshold, at the time of the price', async () => {
    await rule({ name: 'High', symbols: ['SPY'], condition: priceAbove('168.5'), severity: 'CRITICAL' });
    await bench.deliver(prices('SPY', NOON, '168.40'), prices('SPY', NOON + 1_000, '168.51'));
    expect(await bench.told()).toMatchObject([
      { userId: 'ann', ruleName: 'High', symbol: 'SPY', cause: 'TRIGGERED', value: '168.51', triggeredAt: NOON + 1_000 },
    ]);
    const query =
      '{ alerts { nodes { symbol severity message value triggeredAt resolvedAt rule { name } deliveries { state attempts channel { kind } } } } }';
    expect(await bench.ask(ann, query)).toEqual({
      alerts: {
        nodes: [
          {
            symbol: 'SPY',
            severity: 'CRITICAL',
            message: 'SPY trades at 168.51 (rule: above 168.5)',
            value: '168.51',
            triggeredAt: '2013-10-07T12:00:01.000Z',
            resolvedAt: null,
            rule: { name: 'High' },
            deliveries: [{ state: 'SENT', attempts: 1, channel: { kind: 'IN_APP' } }],
          },
        ],
      },
    });
  });

  it('ends when the price is back', async () => {
    await rule({ symbols: ['SPY'], condition: priceAbove('168') });
    await bench.deliver(prices('SPY', NOON, '169'));
    await bench.deliver(prices('SPY', NOON + MINUTE, '167'));
    expect(await causes()).toEqual(['SPY TRIGGERED', 'SPY RESOLVED']);
    expect(await bench.ask(ann, '{ alerts(filter: { active: true }) { nodes { id } } }')).toEqual({ alerts: { nodes: [] } });
  });

  it('is not missed when the price passes the threshold between two quotes', async () => {
    await rule({ symbols: ['SPY'], condition: priceAbove('170') });
    await bench.deliver(prices('SPY', NOON, ['169', NOON], ['171', NOON + 10], ['169', NOON + 20]));
    expect((await bench.told()).map(({ cause, value }) => [cause, value])).toEqual([
      ['TRIGGERED', '171'],
      ['RESOLVED', '171'],
    ]);
  });

  it('is not caused by a trade that comes late', async () => {
    await rule({ symbols: ['SPY'], condition: priceAbove('170') });
    await bench.deliver(prices('SPY', NOON, '169'));
    await bench.deliver(prices('SPY', NOON + MINUTE, ['175', NOON - MINUTE], ['169', NOON + MINUTE]));
    expect(await causes()).toEqual([]);
  });

  it('follows the change over a window of event time', async () => {
    await rule({
      symbols: ['BTC-USD'],
      condition: { compare: { metric: 'CHANGE_PERCENT', comparison: 'ABOVE', threshold: '0.3', window: 'PT1M' } },
    });
    await bench.deliver(
      prices('BTC-USD', NOON, '10000'),
      prices('BTC-USD', NOON + 5 * MINUTE, '10100'),
      prices('BTC-USD', NOON + 5.5 * MINUTE, '10142'),
    );
    expect((await bench.told()).map(({ message }) => message)).toEqual(['BTC-USD moved +1 % within 1 minute (rule: above 0.3 %)']);
  });

  it('follows sentiment and signals', async () => {
    await rule({
      name: 'News',
      symbols: ['AAPL'],
      condition: { compare: { metric: 'SENTIMENT', comparison: 'BELOW', threshold: '-0.2', window: 'PT1H' } },
    });
    await rule({
      name: 'Signal',
      symbols: ['AAPL'],
      condition: { compare: { metric: 'SIGNAL_SCORE', comparison: 'ABOVE', threshold: '0.5' } },
    });
    await bench.deliver(article('one', NOON, { AAPL: -0.1, MSFT: -0.9 }), signal('AAPL', NOON, 0.4));
    expect(await causes()).toEqual([]);
    await bench.deliver(article('two', NOON + MINUTE, { AAPL: -0.5 }), signal('AAPL', NOON + MINUTE, 0.6));
    expect((await bench.told()).map(({ ruleName, value }) => [ruleName, value]).toSorted()).toEqual([
      ['News', '-0.3'],
      ['Signal', '0.6'],
    ]);
  });

  it('joins prices and news in one condition', async () => {
    const news = { compare: { metric: 'SENTIMENT', comparison: 'ABOVE', threshold: '0.3' } };
    await rule({ symbols: ['AAPL'], condition: { all: [priceAbove('200'), news] } });
    await bench.deliver(article('good', NOON, { AAPL: 0.6 }), prices('AAPL', NOON, '199'));
    await bench.deliver(prices('AAPL', NOON + 1, '201'));
    expect((await bench.told()).map(({ message }) => message)).toEqual([
      'AAPL: price 201, news sentiment over 1 day +0.6 (rule: price above 200 and news sentiment over 1 day above 0.3)',
    ]);
  });

  it('waits for the end of the cooldown', async () => {
    await rule({ symbols: ['SPY'], condition: priceAbove('168'), cooldown: 'PT15M' });
    await bench.deliver(...['169', '167', '169'].map((price, minute) => prices('SPY', NOON + minute * MINUTE, price)));
    expect(await causes()).toEqual(['SPY TRIGGERED', 'SPY RESOLVED']);
    await bench.deliver(prices('SPY', NOON + 15 * MINUTE, '169'));
    expect(await causes()).toEqual(['SPY TRIGGERED', 'SPY RESOLVED', 'SPY TRIGGERED']);
  });
});

describe('a change of a rule', () => {
  it('takes effect within two seconds', async () => {
    await bench.deliver(prices('SPY', NOON, '169'));
    const before = bench.clock.now();
    await rule({ symbols: ['SPY'], condition: priceAbove('168') });
    expect(bench.clock.now() - before).toBeLessThanOrEqual(2_000);
    await bench.deliver(prices('SPY', NOON + 1, '169'));
    expect(await causes()).toEqual(['SPY TRIGGERED']);
  });

  it('ends what was firing, and the evaluator begins anew', async () => {
    const given = await rule({ symbols: ['SPY'], condition: priceAbove('168') });
    await bench.deliver(prices('SPY', NOON, '169'));
    await bench.updateRule(ann, given?.id, { condition: priceAbove('168.5') });
    expect(await causes()).toEqual(['SPY TRIGGERED', 'SPY RESOLVED']);
    await bench.takeEffect();
    await bench.deliver(prices('SPY', NOON + 1, '169'));
    expect(await causes()).toEqual(['SPY TRIGGERED', 'SPY RESOLVED', 'SPY TRIGGERED']);
  });

  it('that only renames it leaves its alert active', async () => {
    const given = await rule({ symbols: ['SPY'], condition: priceAbove('168') });
    await bench.deliver(prices('SPY', NOON, '169'));
    await bench.updateRule(ann, given?.id, { name: 'Renamed' });
    await bench.takeEffect();
    await bench.deliver(prices('SPY', NOON + 1, '169'));
    expect(await causes()).toEqual(['SPY TRIGGERED']);
  });

  it('that the evaluator has not read yet voids what the old rule decided', async () => {
    const given = await rule({ symbols: ['SPY'], condition: priceAbove('168') });
    await bench.updateRule(ann, given?.id, { condition: priceAbove('200') });
    await bench.deliver(prices('SPY', NOON, '169'));
    expect(await causes()).toEqual([]);
  });

  it('that disables it stops it', async () => {
    const given = await rule({ symbols: ['SPY'], condition: priceAbove('168') });
    await bench.ask(ann, 'mutation ($id: ID!) { setAlertRuleEnabled(id: $id, enabled: false) { alertRule { enabled } } }', {
      id: given?.id,
    });
    await bench.takeEffect();
    await bench.deliver(prices('SPY', NOON, '169'));
    expect(await causes()).toEqual([]);
  });

  it('that deletes it leaves its alerts, ended and without a rule', async () => {
    const given = await rule({ symbols: ['SPY'], condition: priceAbove('168') });
    await bench.deliver(prices('SPY', NOON, '169'));
    await bench.ask(ann, 'mutation ($id: ID!) { deleteAlertRule(id: $id) { deletedId } }', { id: given?.id });
    const { alerts } = await bench.ask<{ alerts: { nodes: { rule: unknown; resolvedAt: string | null }[] } }>(
      ann,
      '{ alerts { nodes { rule { id } resolvedAt } } }',
    );
    expect(alerts.nodes).toMatchObject([{ rule: null, resolvedAt: expect.any(String) }]);
  });

  it('shows the state of each symbol', async () => {
    const given = await rule({ symbols: ['SPY', 'IBM'], condition: priceAbove('168') });
    await bench.deliver(prices('SPY', NOON, '169'));
    const { alertRule } = await bench.updateRule(ann, given?.id, {});
    expect(alertRule?.states).toEqual([
      { symbol: 'SPY', state: 'FIRING', value: '169' },
      { symbol: 'IBM', state: 'NORMAL', value: null },
    ]);
  });
});

describe('a rule of a watchlist', () => {
  const key = '5f0c7a52-9b1e-4a37-8f6e-3a2b1c0d9e8f';
  const follow = { watchlistId: encodeId('Watchlist', key), condition: priceAbove('100') };

  it('follows its membership', async () => {
    await bench.deliver(watchlist(key, 'ann', ['AAPL']));
    await rule(follow);
    await bench.deliver(watchlist(key, 'ann', ['AAPL', 'MSFT']));
    await bench.deliver(prices('MSFT', NOON, '101'));
    expect(await causes()).toEqual(['MSFT TRIGGERED']);
  });

  it('ends the alert of an instrument that leaves the list, and hears of it no more', async () => {
    await bench.deliver(watchlist(key, 'ann', ['AAPL', 'MSFT']));
    await rule(follow);
    await bench.deliver(prices('MSFT', NOON, '101'), prices('AAPL', NOON, '101'));
    await bench.deliver(watchlist(key, 'ann', ['AAPL']));
    await bench.deliver(prices('MSFT', NOON + 1, '102'));
    expect((await causes()).toSorted()).toEqual(['AAPL TRIGGERED', 'MSFT RESOLVED', 'MSFT TRIGGERED']);
  });

  it('watches nothing once the list is deleted', async () => {
    await bench.deliver(watchlist(key, 'ann', ['AAPL']));
    const given = await rule(follow);
    await bench.deliver(watchlist(key, 'ann', null));
    const { alertRule } = await bench.updateRule(ann, given?.id, { name: 'Still there' });
    expect(alertRule?.symbols).toEqual([]);
    await bench.deliver(prices('AAPL', NOON, '101'));
    expect(await causes()).toEqual([]);
  });
});

describe('the end of an account', () => {
  it('takes its rules and alerts with it and leaves those of others', async () => {
    await rule({ symbols: ['SPY'], condition: priceAbove('168') });
    await rule({ symbols: ['SPY'], condition: priceAbove('168') }, bob);
    await bench.deliver(prices('SPY', NOON, '169'));
    await bench.deliver({ type: 'AccountDeleted', key: 'ann', occurredAt: NOON, receivedAt: NOON, payload: { userId: 'ann' } });
    const query = '{ alerts { nodes { symbol } } viewer { alertRules { name } } }';
    expect(await bench.ask(ann, query)).toEqual({ alerts: { nodes: [] }, viewer: { alertRules: [] } });
    expect(await bench.ask(bob, query)).toMatchObject({
      alerts: { nodes: [{ symbol: 'SPY' }] },
      viewer: { alertRules: [{ name: 'Rule' }] },
    });
  });

  it('leaves its token, which lives on for minutes, no way to make another rule', async () => {
    await bench.deliver({ type: 'AccountDeleted', key: 'ann', occurredAt: NOON, receivedAt: NOON, payload: { userId: 'ann' } });
    const made = await bench.createRule(ann, { symbols: ['SPY'], condition: priceAbove('168') });
    expect(made).toMatchObject({ alertRule: null, userErrors: [{ code: 'UNAUTHENTICATED' }] });
    expect((await bench.createRule(bob, { symbols: ['SPY'], condition: priceAbove('168') })).userErrors).toEqual([]);
  });
});
