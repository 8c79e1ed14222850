import { type AnyNewEvent } from '@marketgraph/events';
import { expect, test } from 'vitest';
import { fieldNamed } from '../src/subscriptions/fields/all-fields.ts';
import { readRequest } from '../src/subscriptions/planning/subscription-request.ts';
import { alertChanged, articleScored, candles, feedChanged, logged, prices, signalChanged } from './support/events.ts';
import { createGraph } from './support/graph.ts';
import { monolith, monolithEvent, type Operation } from './support/monolith.ts';
import { createRemembering } from './support/remembering.ts';

/**
 * Federated execution of an event compared with plain graphql-js over one schema: the two share no planner and no executor.
 * A release of the gateway that changes what subscribers are told fails here.
 */
const viewer = { id: 'u1', role: 'USER' } as const;
const graph = createGraph();
const oracle = monolith();
const { remembering } = createRemembering(graph);

interface Case extends Operation {
  readonly name: string;
  readonly field?: string;
  readonly event?: AnyNewEvent;
  /** Takes the place of the payload's own members. */
  readonly payload?: object;
}

const askedInParts: Case[] = [
  'quote { ... @include(if: $x) { price bid } asOf }',
  'quote { bid } quote @include(if: $x) { price asOf }',
  'quote @include(if: $x) { price } ... { quote { bid ... on Quote { high } } }',
  'quote @skip(if: $x) { price }',
].map((quote) => ({
  name: `what the event carries, asked for in parts: ${quote}`,
  query: `subscription($x: Boolean!) { instrumentUpdated(symbols: ["AAPL"]) { cause instrument { name ${quote} } } }`,
  variables: { x: true },
  event: prices('AAPL', '1.5'),
}));

const cases: Case[] = [
  { name: 'plain fields', query: 'subscription { quoteUpdated(symbols: ["AAPL"]) { symbol price } }' },
  {
    name: 'aliases at the root and below',
    query:
      'subscription($s: [String!]!) { u: quoteUpdated(symbols: $s) { k: symbol p1: price p2: price i: instrument { n: name c: currency } } }',
    variables: { s: ['AAPL'] },
  },
  {
    name: 'every subgraph',
    query:
      'subscription { quoteUpdated(symbols: ["AAPL"]) { symbol instrument { name sentiment { score } signal { action } alerts { nodes { message } } } } }',
  },
  {
    name: 'one entity twice',
    query: 'subscription { quoteUpdated(symbols: ["AAPL"]) { a: instrument { name } b: instrument { sentiment { label } } } }',
  },
  {
    name: 'fragments from the root on',
    operationName: 'S',
    query: `subscription S { ...Root } fragment Root on Subscription { quoteUpdated(symbols: ["AAPL"]) { ...U } }
      fragment U on QuoteUpdate { symbol instrument { ...I ...J } } fragment I on Instrument { name alerts { nodes { ...A } } }
      fragment J on Instrument { name sentiment { score label } } fragment A on Alert { id message severity }`,
  },
  {
    name: '@include and @skip when false',
    query:
      'subscription($w: Boolean!) { quoteUpdated(symbols: ["AAPL"]) { symbol instrument { name @include(if: $w) sentiment @skip(if: $w) { score } } } }',
    variables: { w: false },
  },
  {
    name: '@include and @skip when true',
    query:
      'subscription($w: Boolean!) { quoteUpdated(symbols: ["AAPL"]) { symbol instrument { name @include(if: $w) sentiment @skip(if: $w) { score } } } }',
    variables: { w: true },
  },
  {
    name: '@include by a default',
    query:
      'subscription($w: Boolean = true) { quoteUpdated(symbols: ["AAPL"]) { instrument { ... @include(if: $w) { alerts { nodes { id } } } } } }',
  },
  {
    name: '@skip by a literal within what depends on a variable: nothing of it is fetched, and its errors are not told',
    query: `subscription($w: Boolean!) { quoteUpdated(symbols: ["ERR"]) { ...Q @skip(if: $w) } }
      fragment Q on QuoteUpdate { instrument { name ...S @skip(if: true) signal { action @include(if: false) } } }
      fragment S on Instrument { sentiment { score } }`,
    variables: { w: false },
    event: prices('ERR', '1.5'),
  },
  {
    name: 'an object of which variables leave out everything is still an object',
    query: `subscription($a: Boolean!, $b: Boolean!) { quoteUpdated(symbols: ["AAPL"]) { instrument {
      statistics @include(if: $a) { ...S @skip(if: $b) } signal { action @skip(if: $b) } } } }
      fragment S on Statistics { volume window @include(if: $a) }`,
    variables: { a: true, b: true },
  },
  {
    name: 'a whole entity left out',
    query: 'subscription($w: Boolean!) { quoteUpdated(symbols: ["AAPL"]) { symbol instrument @include(if: $w) { sentiment { score } } } }',
    variables: { w: false },
  },
  {
    name: '__typename everywhere',
    query:
      'subscription { quoteUpdated(symbols: ["AAPL"]) { __typename t: __typename timing { __typename } instrument { __typename sentiment { __typename } alerts { __typename nodes { __typename } } } } }',
  },
  {
    name: 'inline fragments on an interface',
    query:
      'subscription { quoteUpdated(symbols: ["AAPL"]) { instrument { ... on Node { id __typename } ... on Instrument { symbol sector } } } }',
  },
  {
    name: 'what the event provides of another subgraph, beside what it does not',
    query: 'subscription { quoteUpdated(symbols: ["AAPL"]) { instrument { quote { price asOf freshness bid } tradeCount sector } } }',
  },
  {
    name: 'null where there is nothing',
    query: 'subscription { quoteUpdated(symbols: ["NONEWS"]) { symbol instrument { signal { action } sentiment { score } name } } }',
    event: prices('NONEWS', '1.5'),
  },
  {
    name: 'an error of a nullable field',
    query: 'subscription { quoteUpdated(symbols: ["ERR"]) { symbol instrument { name sentiment { score } signal { action } } } }',
    event: prices('ERR', '1.5'),
  },
  {
    name: 'a missing non-null value below a nullable one',
    query: 'subscription { quoteUpdated(symbols: ["BAD"]) { symbol instrument { exchange { code } } } }',
    event: prices('BAD', '1.5'),
  },
  {
    name: 'a missing non-null value that empties the entity',
    query: 'subscription { quoteUpdated(symbols: ["BAD"]) { symbol instrument { statistics { volume } } } }',
    event: prices('BAD', '1.5'),
  },
  {
    name: 'arguments by default and by literal',
    query:
      'subscription($n: Int! = 2) { quoteUpdated(symbols: ["AAPL"]) { instrument { news(first: $n) { nodes { headline } } one: news(first: 1) { nodes { id } } } } }',
  },
  {
    name: 'arguments by variable',
    query:
      'subscription($n: Int! = 2, $w: Duration!) { quoteUpdated(symbols: ["AAPL"]) { instrument { news(first: $n) { nodes { headline } } statistics(window: $w) { window } } } }',
    variables: { n: 1, w: 'P2D' },
  },
  { name: 'null in the event itself', query: 'subscription { quoteUpdated(symbols: ["AAPL"]) { bid change symbol } }' },
  {
    name: 'a missing non-null value in the event',
    query: 'subscription { quoteUpdated(symbols: ["AAPL"]) { price symbol } }',
    payload: { price: undefined },
  },
  {
    name: 'entities in a list of the event',
    query:
      'subscription { articlePublished { cursor symbols article { headline mentions { symbol relevance instrument { name quote { price } sector } } } } }',
    event: articleScored('a1', ['AAPL', 'MSFT', 'BTC-USD']),
  },
  {
    name: 'an error in one of a list',
    query: 'subscription { articlePublished { article { mentions { instrument { symbol sentiment { score } } } } } }',
    event: articleScored('a1', ['AAPL', 'ERR', 'MSFT']),
  },
  {
    name: 'an entity that the event knows in part',
    query:
      'subscription { signalChanged { action signal { id score instrument { name } evidence { name articles { headline mentions { symbol } } } } instrument { currency } } }',
    event: signalChanged('AAPL'),
  },
  {
    name: "the viewer's own",
    query:
      'subscription { alertChanged { cause alertId alert { message rule { name } deliveries { state attempts } instrument { name alerts { nodes { id } } } } } }',
    event: alertChanged('u1'),
  },
  {
    name: 'an enum argument and nested objects of the event',
    query:
      'subscription($i: Interval!) { candleUpdated(symbols: ["AAPL"], interval: $i) { interval basis candle { open close closed openTime } instrument { name } } }',
    variables: { i: 'ONE_MINUTE' },
    event: candles('AAPL', [0]),
  },
  {
    name: 'an event without a payload of its own',
    query:
      'subscription { instrumentUpdated(symbols: ["AAPL"]) { cause symbol timing { occurredAt } instrument { name quote { price } signal { action score } } } }',
    event: prices('AAPL', '1.5'),
  },
  {
    name: 'what the event carries of its instrument beside what it must',
    query:
      'subscription { u: instrumentUpdated(symbols: ["AAPL"]) { i: instrument { quote { p: price __typename freshness } q: quote { price high } name } } }',
    event: prices('AAPL', '1.5'),
  },
  ...askedInParts,
  {
    name: 'an argument that its subgraph refuses',
    query: 'subscription($w: Duration) { quoteUpdated(symbols: ["AAPL"]) { price instrument { name sentiment(window: $w) { score } } } }',
    variables: { w: null },
  },
  {
    name: 'what another event does not carry of its instrument',
    query: 'subscription { instrumentUpdated(symbols: ["AAPL"]) { cause instrument { quote { price freshness } name } } }',
    event: signalChanged('AAPL'),
  },
  { name: 'a trade', query: 'subscription { tradeReported(symbols: ["AAPL"]) { tradeId price size side instrument { name } } }' },
  {
    name: 'a whole trade, with aliases, fragments and fields that are asked for twice',
    query: `subscription { t: tradeReported(symbols: ["AAPL"]) { __typename cursor symbol tradeId price size side ...T at: occurredAt source
      instrument { symbol id } timing { publishedAt } } }
      fragment T on TradeReport { timing { occurredAt receivedAt k: __typename } instrument { ... on Node { id } } price }`,
  },
  {
    name: 'a whole quote',
    query: `subscription { quoteUpdated(symbols: ["AAPL"]) { cursor symbol price bid ask change changePercent volume asOf freshness source
      timing { occurredAt receivedAt publishedAt } instrument { quote { price bid open asOf freshness } symbol } } }`,
  },
  {
    name: 'a whole candle',
    query:
      'subscription { candleUpdated(symbols: ["AAPL"]) { interval basis candle { openTime closeTime open high low close volume tradeCount closed revision } } }',
    event: candles('AAPL', [0]),
  },
  {
    name: 'lists and texts that need escapes',
    query:
      'subscription { articlePublished { symbols rescored article { headline summary mentions { symbol relevance sentiment { label evidence confidence } } } } }',
    event: articleScored('a "b"\né', ['AAPL', 'MSFT']),
  },
  {
    name: 'a value of the event that is of no such type',
    query: 'subscription { candleUpdated(symbols: ["AAPL"]) { candle { tradeCount closed } } }',
    event: candles('AAPL', [0]),
    payload: { candle: { tradeCount: 1.5, closed: 'yes' } },
  },
  {
    name: "a type that is nobody's entity",
    query: 'subscription { feedChanged { feed { id name kind state openGaps gaps { symbol state missing } ... on Node { id } } } }',
    event: feedChanged('fake', { openGaps: 2 }),
  },
];

for (const { name, payload: changes, event = prices('AAPL', '1.5'), ...operation } of cases) {
  test(`federated events equal a monolith's: ${name}`, async () => {
    const { prepared, variables } = prepare(operation);
    const [notice] = fieldNamed(prepared.field.name)?.tell(logged(event)) ?? [];
    const payload = { ...notice?.payload('cursor'), ...changes };

    const federated = await graph.executor.run(prepared, () => payload, variables, { viewer });
    const asked = await remembering.run(prepared, () => payload, variables, { viewer });
    const byStock = await remembering.run({ ...prepared, compiled: null }, () => payload, variables, { viewer });
    const remembered = await remembering.run(prepared, () => payload, variables, { viewer });
    const expected = await monolithEvent(oracle, operation, prepared.field.name, payload, { viewer });

    expect([asked, byStock, remembered]).toEqual([federated, federated, federated]);
    expect(JSON.stringify(federated.data)).toBe(JSON.stringify(expected.data));
    expect(federated.errors?.map(place) ?? []).toEqual(expected.errors?.map(place) ?? []);
    const projected = remembering.project(prepared, () => payload, { variables, viewer });
    if (projected !== null) expect([projected, expected.errors]).toEqual([JSON.stringify(expected.data), undefined]);
  });
}

const whole = cases.filter(({ name }) => name.startsWith('a whole ') && !name.includes('left out'));
test.each(whole)(
  'what asks for nothing but the event is written without an execution: $name',
  ({ query, event = prices('AAPL', '1.5') }) => {
    const preparation = graph.planner.prepare(query, undefined);
    if (preparation.kind !== 'subscription') throw new Error(JSON.stringify(preparation));
    const [notice] = fieldNamed(preparation.prepared.field.name)?.tell(logged(event)) ?? [];
    expect(remembering.project(preparation.prepared, () => ({ ...notice?.payload('cursor') }), { variables: {}, viewer: null })).not.toBe(
      null,
    );
  },
);

/** Conditions, entities in lists, errors, and what is asked for each time. */
const executed = [
  '@include and @skip when false',
  '@include and @skip when true',
  '@include by a default',
  '@skip by a literal within what depends on a variable: nothing of it is fetched, and its errors are not told',
  'an object of which variables leave out everything is still an object',
  'a whole entity left out',
  'what the event provides of another subgraph, beside what it does not',
  'an error of a nullable field',
  'a missing non-null value below a nullable one',
  'a missing non-null value that empties the entity',
  'arguments by variable',
  'a missing non-null value in the event',
  'entities in a list of the event',
  'an error in one of a list',
  "the viewer's own",
  ...askedInParts.map(({ name }) => name),
  'an argument that its subgraph refuses',
  'what another event does not carry of its instrument',
  'a value of the event that is of no such type',
  "a type that is nobody's entity",
];

test('once its entities are known an event is written without an execution, but for a few kinds of operations', async () => {
  const others: string[] = [];
  for (const { name, payload: changes, event = prices('AAPL', '1.5'), ...operation } of cases) {
    const { prepared, variables } = prepare(operation);
    const payload = () => ({ ...fieldNamed(prepared.field.name)?.tell(logged(event))[0]?.payload('cursor'), ...changes });
    await remembering.run(prepared, payload, variables, { viewer });
    if (remembering.project(prepared, payload, { variables, viewer }) === null) others.push(name);
  }
  expect(others).toEqual(executed);
});

test('nothing is written for one viewer from what is known for another', async () => {
  const query = 'subscription { quoteUpdated(symbols: ["AAPL"]) { instrument { alerts { nodes { message } } } } }';
  const { prepared, variables } = prepare({ query });
  const payload = () => ({ ...prepared.field.tell(logged(prices('AAPL', '1.5')))[0]?.payload('cursor') });
  await remembering.run(prepared, payload, variables, { viewer });
  expect(remembering.project(prepared, payload, { variables, viewer })).toContain('AAPL for u1');
  expect(remembering.project(prepared, payload, { variables, viewer: { id: 'u2', role: 'USER' } })).toBe(null);
  expect(remembering.project(prepared, payload, { variables, viewer: null })).toBe(null);
});

function prepare(operation: Operation) {
  const preparation = graph.planner.prepare(operation.query, operation.operationName);
  if (preparation.kind !== 'subscription') throw new Error(JSON.stringify(preparation));
  const reading = readRequest(preparation.prepared, operation.variables, viewer);
  if (!('request' in reading)) throw new Error(JSON.stringify(reading.errors));
  return { prepared: preparation.prepared, variables: reading.request.variables };
}

function place({ message, path }: { message: string; path?: readonly (string | number)[] | undefined }) {
  return { message, path };
}
