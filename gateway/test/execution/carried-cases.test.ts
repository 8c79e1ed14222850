import '../../src/main/without-telemetry.ts';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { DataSource } from '../../src/queries/data-source.ts';
import { readSupergraph } from '../../src/supergraph/supergraph.ts';
import { schemaFile } from '../support/fake-subgraphs.ts';
import { bothExecutors } from './stock.ts';

const supergraph = readSupergraph(readFileSync(schemaFile('supergraph.graphql'), 'utf8'));
const QUERY = '{ instruments(first: 2) { totalCount nodes { symbol sentiment { score } name } } }';
const { compiled } = bothExecutors(supergraph, QUERY);

const market = '{"data":{"instruments":{"totalCount":2,"nodes":[{"__typename":"Instrument","symbol":"A","name":"A \\"b\\" \\u00e9"}]}}}';
const news = '{"data":{"_entities":[{"sentiment":{"score":0.5}}]}}';
const whole = '{"data":{"instruments":{"totalCount":2,"nodes":[{"symbol":"A","sentiment":{"score":0.5},"name":"A \\"b\\" \\u00e9"}]}}}';

/** The answer, and everything that was asked for it. */
async function told(texts: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const sourceOf = (name: string): DataSource => {
    const answer = async (variables: string) => {
      asked.push(`${name} ${variables}`);
      return texts[name] ?? '';
    };
    const process: DataSource['process'] = async ({ request }) => JSON.parse(await answer(JSON.stringify(request.variables)));
    return { process, texts: { ask: ({ variables }) => answer(variables), read: (text) => JSON.parse(text) } };
  };
  const sources = { market: sourceOf('market'), 'news-sentiment': sourceOf('news-sentiment') };
  return { answer: await compiled?.tell({ sources, variables: {}, context: { viewer: null } }), asked };
}

test('texts are told as they came, each member in its place', async () => {
  const { answer, asked } = await told({ market, 'news-sentiment': news });

  expect(answer).toBe(whole);
  expect(asked).toEqual(['market {}', 'news-sentiment {"representations":[{"__typename":"Instrument","symbol":"A"}]}']);
});

test.each(['0.5', '-0.5', '0', '7', '-12.25', '0.000001', '0.012345678901234567', '123.45000000000002', '999999999999999'])(
  'the number %s is told as it came, which is as JavaScript writes it',
  async (number) => {
    const { answer } = await told({ market, 'news-sentiment': news.replace('0.5', number) });

    expect(answer).toBe(whole.replace('0.5', number));
    expect(JSON.stringify(JSON.parse(String(answer)))).toBe(JSON.stringify(JSON.parse(whole.replace('0.5', number))));
  },
);

test('a line feed behind an answer is no part of it', async () => {
  expect((await told({ market: `${market}\n`, 'news-sentiment': news })).answer).toBe(whole);
});

test('an entity that is not known is null where it may be', async () => {
  const { answer } = await told({ market, 'news-sentiment': '{"data":{"_entities":[null]}}' });
  expect(answer).toBe(whole.replace('{"score":0.5}', 'null'));
});

test.each([
  ['white space', { market: market.replace(':2', ': 2') }],
  ['members in another order', { 'news-sentiment': '{"extensions":{},"data":{"_entities":[{"sentiment":{"score":0.5}}]}}' }],
  ['extensions', { market: market.replace(/}$/, ',"extensions":{}}') }],
  ['a number that was written otherwise', { 'news-sentiment': news.replace('0.5', '0.05e1000') }],
  ['an integer that JavaScript would round', { 'news-sentiment': news.replace('0.5', '9007199254740993') }],
  ['a number that JavaScript writes without its last zero', { 'news-sentiment': news.replace('0.5', '0.50') }],
  ['a zero with a sign', { 'news-sentiment': news.replace('0.5', '-0.0') }],
  ['a number that JavaScript writes without an exponent', { 'news-sentiment': news.replace('0.5', '5e-1') }],
  ['a number that JavaScript writes with an exponent', { 'news-sentiment': news.replace('0.5', '0.0000005') }],
  ['a number that is none of its type', { market: market.replace(':2', ':2.5') }],
  ['a member that nobody asked for', { market: market.replace('"symbol"', '"id":"x","symbol"') }],
])('%s: the answer is made of data, and nothing is asked twice', async (_, odd) => {
  const texts = { market, 'news-sentiment': news, ...odd };

  const { answer, asked } = await told(texts);

  expect(answer).toBeTypeOf('object');
  expect(asked).toHaveLength(2);
});

test('errors of a subgraph are told with what it answered', async () => {
  const { answer, asked } = await told({
    market,
    'news-sentiment': '{"errors":[{"message":"It is away.","path":["_entities",0,"sentiment"]}],"data":{"_entities":[{"sentiment":null}]}}',
  });

  expect(answer).toMatchObject({ errors: [{ message: 'It is away.', path: ['instruments', 'nodes', 0, 'sentiment'] }] });
  expect(asked).toHaveLength(2);
});
