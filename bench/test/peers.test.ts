import { readFileSync } from 'node:fs';
import { buildASTSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { joinPairs } from '../frame/joined.ts';
import { hiveRuntimes } from '../peers/hive/settings.ts';
import { supergraphForHive } from '../peers/hive/supergraph-for-hive.ts';
import { TopicSource } from '../peers/topic-source.ts';

const addresses = { subgraph: (name: string) => `http://subgraphs/${name}`, events: 'http://events/' };
const [fromSse] = hiveRuntimes.own;
const fromRedis = hiveRuntimes.router.find(({ events }) => events === 'redis');

describe('the supergraph that Hive is given', () => {
  test('has every subgraph where the bench serves it', () => {
    const text = fromSse ? supergraphForHive(fromSse, ['quoteUpdated'], addresses) : '';
    expect(text).toContain('@join__graph(name: "market", url: "http://subgraphs/market")');
    expect(text).toContain('@join__graph(name: "events", url: "http://events/")');
    expect(text).not.toMatch(/url: "(local:|http:\/\/127)/);
  });

  test('lets the event of instrumentUpdated tell its quote, as our gateway does', () => {
    const text = fromSse ? supergraphForHive(fromSse, [], addresses) : '';
    expect(text).toMatch(/type InstrumentUpdate [^}]*instrument: Instrument @join__field\(graph: EVENTS, provides: "quote/);
  });

  test('tells the asked fields, and no others, by topics of Redis', () => {
    const text = fromRedis ? supergraphForHive(fromRedis, ['quoteUpdated', 'tradeReported'], addresses) : '';
    const told = [...text.matchAll(/^ {2}(\w+)\(.*@pubsubOperation\(pubsubTopic: "(\w+)"/gm)].map(([, field, topic]) => [field, topic]);
    expect(told).toEqual([
      ['quoteUpdated', 'quoteUpdated'],
      ['tradeReported', 'tradeReported'],
    ]);
    expect(() => buildASTSchema(parse(text), { assumeValidSDL: true })).not.toThrow();
  });
});

describe('what stock servers subscribe with', () => {
  test('tells a subscriber its symbols in their order, whether it asks early or late', async () => {
    const source = new TopicSource();
    const events = source.subscribe('quoteUpdated', ['AAPL', 'MSFT']);
    const early = events.next();
    for (const [symbol, price] of [['AAPL', 1] as const, ['NVDA', 2] as const, ['MSFT', 3] as const])
      source.tell('quoteUpdated', symbol, { price });
    source.tell('tradeReported', 'AAPL', { price: 4 });
    source.tell('quoteUpdated', 'AAPL', { price: 5 });
    const told = [await early, await events.next(), await events.next()].map(({ value }) => value);
    expect(told).toEqual([1, 3, 5].map((price) => ({ quoteUpdated: { price } })));
  });

  test('ends for who leaves while nothing happens', async () => {
    const events = new TopicSource().subscribe('quoteUpdated', ['AAPL']);
    const waiting = events.next();
    await events.return?.();
    expect((await waiting).done).toBe(true);
  });
});

test('the lockfile of Hive Gateway is that of its package.json, and names no registry', () => {
  const read = (name: string) => readFileSync(new URL(`../peers/hive/${name}`, import.meta.url), 'utf8');
  const [manifest, lock] = [JSON.parse(read('package.json')), JSON.parse(read('package-lock.json'))];
  expect(lock.packages[''].dependencies).toEqual(manifest.dependencies);
  expect(lock.packages['node_modules/@graphql-tools/batch-execute'].version).toBe(manifest.overrides['@graphql-tools/batch-execute']);
  expect(read('package-lock.json')).not.toContain('"resolved"');
});

test('several pairs are one measurement, restless where one of them is', () => {
  const pair = (ratio: number, inconclusive: string | null) => {
    const figure = { median: ratio, min: ratio, max: ratio };
    return { figures: [figure], control: { ratios: [figure], inconclusive }, rounds: 5, absolute: { anchorCpuUs: ratio } };
  };
  const { figures, control, absolute } = joinPairs({ own: pair(60, null), router: pair(30, 'The machine is restless.') });
  expect(figures.map(({ median }) => median)).toEqual([60, 30]);
  expect(control.inconclusive).toBe('The machine is restless.');
  expect(absolute).toEqual({ 'own anchorCpuUs': 60, 'router anchorCpuUs': 30 });
});
