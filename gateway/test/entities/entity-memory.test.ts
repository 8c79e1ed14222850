import type { AnyNewEvent } from '@marketgraph/events';
import { encodeId } from '@marketgraph/vocabulary';
import { expect, test } from 'vitest';
import type { DataSourceAnswer } from '../../src/queries/data-source.ts';
import { alertChanged, articleScored, logged, prices, signalChanged } from '../support/events.ts';
import { createRemembered } from '../support/remembered.ts';
import { ann, bob } from '../support/told.ts';

function entities({ data }: DataSourceAnswer): Record<string, unknown>[] {
  return (data?.['_entities'] ?? []) as Record<string, unknown>[];
}

test('what was answered is answered again', async () => {
  const { ask, calls } = createRemembered();
  const answers = [await ask('news-sentiment', 'signal{action}', ['AAPL']), await ask('news-sentiment', 'signal{action}', ['AAPL'])];
  expect(answers.map(entities)).toEqual([[{ key: 'AAPL', call: 1 }], [{ key: 'AAPL', call: 1 }]]);
  expect(calls).toEqual([['AAPL']]);
});

test('only what is not known is asked for, and each entity once', async () => {
  const { ask, calls } = createRemembered();
  await ask('news-sentiment', 'signal{action}', ['AAPL']);
  const answers = await Promise.all([
    ask('news-sentiment', 'signal{action}', ['AAPL', 'MSFT', 'MSFT']),
    ask('news-sentiment', 'signal{action}', ['MSFT', 'EUR-USD']),
  ]);
  expect(calls).toEqual([['AAPL'], ['MSFT', 'EUR-USD']]);
  expect(answers.map((answer) => entities(answer).map(({ key }) => key))).toEqual([
    ['AAPL', 'MSFT', 'MSFT'],
    ['MSFT', 'EUR-USD'],
  ]);
});

const changes: [string, string, string, AnyNewEvent][] = [
  ['a signal', 'news-sentiment', 'signal{action score}', signalChanged('AAPL')],
  ['a page of signals', 'news-sentiment', 'signals(first:2){nodes{action}pageInfo{hasNextPage}}', signalChanged('AAPL')],
  ['sentiment', 'news-sentiment', 'sentiment{score}', articleScored('a1', ['MSFT', 'AAPL'])],
  ['news', 'news-sentiment', 'news(first:2){edges{node{headline sentiment{score}}}}', articleScored('a1', ['MSFT', 'AAPL'])],
  ['alerts', 'alerts', 'alerts{nodes{message resolvedAt}}', alertChanged('ann')],
];
test.each(changes)(
  '%s is asked for again after the event that changes it, and not after others',
  async (_name, subgraph, fields, event) => {
    const { ask, calls, memory } = createRemembered();
    await ask(subgraph, fields, ['AAPL'], { viewer: ann });
    for (const other of [prices('AAPL', '1.0'), signalChanged('MSFT'), articleScored('a1', ['MSFT']), alertChanged('bob')])
      memory.hear(logged(other));
    await ask(subgraph, fields, ['AAPL'], { viewer: ann });
    expect(calls.length).toBe(1);
    memory.hear(logged(event));
    await ask(subgraph, fields, ['AAPL'], { viewer: ann });
    expect(calls.length).toBe(2);
  },
);

test('an article, a signal and an alert are known by their ids', async () => {
  const { ask, calls, memory } = createRemembered();
  const signal = signalChanged('AAPL');
  const alert = alertChanged('ann');
  const ids = [encodeId('Article', 'a1'), encodeId('Signal', signal.type === 'SignalChanged' ? signal.payload.signalId : '')] as const;
  const alertId = encodeId('Alert', alert.type === 'AlertChanged' ? alert.payload.alertId : '');
  const askAll = async () => {
    await ask('news-sentiment', 'headline sentiment{score}', [ids[0]], { type: 'Article' });
    await ask('news-sentiment', 'evidence{name}', [ids[1]], { type: 'Signal' });
    await ask('alerts', 'message acknowledgedAt', [alertId], { type: 'Alert', viewer: ann });
  };
  await askAll();
  await askAll();
  expect(calls.length).toBe(3);
  for (const event of [articleScored('a1', []), signal, alert]) memory.hear(logged(event));
  await askAll();
  expect(calls.length).toBe(6);
});

test('an article that is scored again may have lost whom it spoke of: everything that rests on articles is asked for again', async () => {
  const { ask, calls, memory } = createRemembered();
  await ask('news-sentiment', 'sentiment{score}', ['EUR-USD']);
  await ask('news-sentiment', 'signal{action}', ['EUR-USD']);
  const event = logged(articleScored('a1', ['AAPL']));
  if (event.type === 'ArticleScored') memory.hear({ ...event, payload: { ...event.payload, rescored: true } });
  await ask('news-sentiment', 'sentiment{score}', ['EUR-USD']);
  await ask('news-sentiment', 'signal{action}', ['EUR-USD']);
  expect(calls.length).toBe(3);
});

test('an answer that was on its way while an event changed it is given to those who waited, and not kept', async () => {
  const { ask, calls, memory, state } = createRemembered();
  const { promise, resolve } = Promise.withResolvers<void>();
  state.held = promise;
  const before = ask('news-sentiment', 'signal{action}', ['AAPL']);
  await new Promise(setImmediate);
  memory.hear(logged(signalChanged('AAPL')));
  const after = ask('news-sentiment', 'signal{action}', ['AAPL']);
  resolve();
  expect((await before).data).toEqual({ _entities: [{ key: 'AAPL', call: 1 }] });
  expect((await after).data).toEqual({ _entities: [{ key: 'AAPL', call: 2 }] });
  expect((await ask('news-sentiment', 'signal{action}', ['AAPL'])).data).toEqual({ _entities: [{ key: 'AAPL', call: 2 }] });
  expect(calls.length).toBe(2);
});

test('what a viewer was answered is nobody elses, and what everyone is answered is asked for once', async () => {
  const { ask, calls } = createRemembered();
  for (const viewer of [ann, bob, null]) await ask('alerts', 'alerts{nodes{message}}', ['AAPL'], { viewer });
  expect(calls.length).toBe(3);
  for (const viewer of [ann, bob, null]) await ask('news-sentiment', 'signal{action}', ['AAPL'], { viewer });
  expect(calls.length).toBe(4);
});

test("another viewer's alert leaves what is known of one's own", async () => {
  const { ask, calls, memory } = createRemembered();
  await ask('alerts', 'alerts{nodes{message}}', ['AAPL'], { viewer: ann });
  memory.hear(logged(alertChanged('bob')));
  await ask('alerts', 'alerts{nodes{message}}', ['AAPL'], { viewer: ann });
  expect(calls.length).toBe(1);
});

test('of viewers about whom nothing is known any more nothing stays', async () => {
  const { ask, memory } = createRemembered();
  for (let index = 0; index < 50; index++)
    await ask('alerts', 'alerts{nodes{message}}', ['AAPL'], { viewer: { id: `user-${index}`, role: 'USER' } });
  expect(memory.size).toEqual({ entities: 50, questions: 50 });
  for (let index = 0; index < 50; index++) memory.hear(logged(alertChanged(`user-${index}`)));
  expect(memory.size).toEqual({ entities: 0, questions: 0 });
});

test('of an account that was deleted nothing is kept any more', async () => {
  const { ask, calls, memory } = createRemembered();
  const askBoth = async () => {
    for (const viewer of [ann, bob]) await ask('alerts', 'alerts{nodes{message}}', ['AAPL'], { viewer });
  };
  await askBoth();
  memory.hear(logged({ type: 'AccountDeleted', key: 'ann', occurredAt: 0, receivedAt: 0, payload: { userId: 'ann' } }));
  await askBoth();
  await askBoth();
  expect(calls.length).toBe(4);
});

const never: [string, string][] = [
  ['market', 'quote{price}'],
  ['market', 'name tradeCount'],
  ['market', 'exchange{code open}'],
  ['news-sentiment', 'news{nodes{duplicateCount}}'],
  ['news-sentiment', 'news{nodes{mentions{instrument{name}}}}'],
  ['alerts', 'alerts{nodes{rule{name}}}'],
  ['alerts', 'alerts{nodes{deliveries{state}}}'],
  ['market', 'dividendYield'],
  ['else', 'name'],
];
test.each(never)('of %s, {%s} is asked for each time', async (subgraph, fields) => {
  const { ask, calls } = createRemembered();
  await ask(subgraph, fields, ['AAPL']);
  await ask(subgraph, fields, ['AAPL']);
  expect(calls.length).toBe(2);
});

test.each([
  ['market', 'name exchange{code}', 15_000],
  ['news-sentiment', 'sentiment{score}', 60_000],
  ['news-sentiment', 'sentiment(window:"PT4H"){score}', 10_000],
  ['news-sentiment', 'sentiment(window:"P30D"){score}', 60_000],
  ['news-sentiment', 'signal{action}', 3_600_000],
])('of %s, {%s} is kept for %i ms and no longer', async (subgraph, fields, forMs) => {
  const { ask, calls, clock } = createRemembered();
  await ask(subgraph, fields, ['AAPL']);
  await clock.advance(forMs - 1);
  await ask(subgraph, fields, ['AAPL']);
  expect(calls.length).toBe(1);
  await clock.advance(1);
  await ask(subgraph, fields, ['AAPL']);
  expect(calls.length).toBe(2);
});

test('of an entity of which a part is asked for each time the rest is kept for those who know that part', async () => {
  const { ask, calls, recall } = createRemembered({ answer: () => ({ data: { _entities: [{ name: 'Apple', q: { price: '1' } }] } }) });
  const fields = 'name q:quote{price}';
  expect(recall('market', fields, 'AAPL')).toBeUndefined();
  for (let times = 0; times < 2; times++)
    expect(entities(await ask('market', fields, ['AAPL']))).toEqual([{ name: 'Apple', q: { price: '1' } }]);
  expect(calls.length).toBe(2);
  expect(recall('market', fields, 'AAPL')).toEqual({ name: 'Apple' });
});

test('a window by variable is as long as the variable says', async () => {
  const { ask, calls, clock } = createRemembered();
  const query = 'sentiment(window:$w){score}';
  for (const w of ['P1D', 'PT2H']) await ask('news-sentiment', query, ['AAPL'], { variables: { w } });
  await clock.advance(5_000);
  for (const w of ['P1D', 'PT2H']) await ask('news-sentiment', query, ['AAPL'], { variables: { w } });
  expect(calls.length).toBe(3);
});

test('a window that ends where a recording stands is asked for each time', async () => {
  const { ask, calls, memory } = createRemembered();
  await ask('news-sentiment', 'sentiment{score}', ['AAPL']);
  const event = logged(prices('AAPL', '1.0'));
  if (event.type === 'PricesReceived') memory.hear({ ...event, payload: { ...event.payload, provenance: 'REPLAYED' } });
  await ask('news-sentiment', 'sentiment{score}', ['AAPL']);
  await ask('news-sentiment', 'sentiment{score}', ['AAPL']);
  expect(calls.length).toBe(3);
});

test('errors are not kept, and reach the place that asked', async () => {
  const { ask, calls } = createRemembered({
    answer: (keys, call) => ({
      data: { _entities: keys.map(() => null) },
      ...(call === 1 && { errors: [{ message: 'no signal', path: ['_entities', 1, 'signal'] }] }),
    }),
  });
  const [one, both] = await Promise.all([
    ask('news-sentiment', 'signal{action}', ['AAPL']),
    ask('news-sentiment', 'signal{action}', ['AAPL', 'MSFT']),
  ]);
  expect(one?.errors).toBeUndefined();
  expect(both?.errors).toEqual([{ message: 'no signal', path: ['_entities', 1, 'signal'] }]);
  await ask('news-sentiment', 'signal{action}', ['AAPL', 'MSFT']);
  expect(calls).toEqual([['AAPL', 'MSFT'], ['MSFT']]);
});

test('an answer that failed as a whole is told to everyone once and not kept', async () => {
  const { ask, calls } = createRemembered({ answer: () => ({ data: null, errors: [{ message: 'away' }] }) });
  const answers = await Promise.all([
    ask('news-sentiment', 'signal{action}', ['AAPL', 'MSFT']),
    ask('news-sentiment', 'signal{action}', ['AAPL']),
  ]);
  expect(answers).toEqual([
    { data: null, errors: [{ message: 'away' }] },
    { data: null, errors: [{ message: 'away' }] },
  ]);
  await ask('news-sentiment', 'signal{action}', ['AAPL']);
  expect(calls.length).toBe(2);
});

test('an answer that leaves out entities is an error, and not kept', async () => {
  const { ask, calls } = createRemembered({ answer: () => ({ data: { _entities: [{ action: 'BUY' }] } }) });
  const answer = await ask('news-sentiment', 'signal{action}', ['AAPL', 'MSFT']);
  expect(answer).toEqual({ data: null, errors: [{ message: 'A subgraph did not answer for each of 2 entities.' }] });
  await ask('news-sentiment', 'signal{action}', ['AAPL']);
  expect(calls.length).toBe(2);
});

test('everything is forgotten after a gap and with another supergraph', async () => {
  const { ask, calls, memory, use } = createRemembered();
  for (const forget of [() => undefined, () => memory.forget(), use]) {
    forget();
    await ask('news-sentiment', 'signal{action}', ['AAPL']);
  }
  expect(calls.length).toBe(3);
});

test('while the log cannot be read nothing is trusted and nothing is kept', async () => {
  const { ask, calls, state } = createRemembered();
  await ask('news-sentiment', 'signal{action}', ['AAPL']);
  state.hearing = false;
  await ask('news-sentiment', 'signal{action}', ['AAPL']);
  await ask('news-sentiment', 'signal{action}', ['AAPL']);
  state.hearing = true;
  await ask('news-sentiment', 'signal{action}', ['AAPL']);
  expect(calls.length).toBe(4);
});

test('it keeps no more than its bound, and longest what is asked for', async () => {
  const { ask, calls } = createRemembered({ maxValues: 30 });
  for (const symbol of ['AAPL', 'MSFT', 'AAPL', 'EUR-USD', 'AAPL', 'BTC-USD', 'AAPL'])
    await ask('news-sentiment', 'signal{action}', [symbol]);
  expect(calls.flat().filter((symbol) => symbol === 'AAPL').length).toBe(1);
  for (let index = 0; index < 100; index++) await ask('news-sentiment', 'signal{action}', [`S${index}`]);
  await ask('news-sentiment', 'signal{action}', ['MSFT']);
  expect(calls.flat().filter((symbol) => symbol === 'MSFT').length).toBe(2);
});
