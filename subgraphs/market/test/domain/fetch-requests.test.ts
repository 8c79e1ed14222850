import { expect, it } from 'vitest';
import { detailOf, type FetchResult, mistakesIn, type PolledFeed, planRequests, stillPolled } from '../../src/domain/fetch-requests.ts';

const now = Date.parse('2026-11-20T15:00:00Z');
const resetsAt = Date.parse('2026-11-21T00:00:00Z');

function polled(name: string, symbols: readonly string[], remaining: number | null = 20, toldAt = now): PolledFeed {
  return { name, symbols, budget: remaining === null ? null : { remaining, resetsAt }, toldAt };
}

function told(symbols: readonly string[] | null, feeds: readonly PolledFeed[], taken: (asked: number) => number = (asked) => asked) {
  const plan = planRequests(symbols, feeds);
  const results: FetchResult[] = plan.requests.map(({ feed, symbols: own }) => ({ feed, asked: own.length, added: taken(own.length) }));
  return detailOf(plan, results, feeds, now);
}

it('every feed is asked for what it polls of the symbols; all of it where none is named', () => {
  const feeds = [polled('one', ['IBM', 'AAPL']), polled('two', ['IBM', 'EUR-USD'])];
  const asked = (symbols: readonly string[] | null) => planRequests(symbols, feeds).requests.map((request) => request.symbols);
  expect(asked(['IBM'])).toEqual([['IBM'], ['IBM']]);
  expect(asked(['AAPL', 'MSFT'])).toEqual([['AAPL']]);
  expect(asked(null)).toEqual([
    ['IBM', 'AAPL'],
    ['IBM', 'EUR-USD'],
  ]);
});

it.each([
  ['of what is asked for', ['IBM', 'AAPL'], [polled('av', ['IBM', 'AAPL'])], 'av is asked for 2 instruments.'],
  ['without feeds that poll', ['IBM'], [], 'No configured feed polls: prices of feeds that stream come by themselves.'],
  ['of a spent budget', ['IBM'], [polled('av', ['IBM'], 0)], 'The budget of av is spent until 2026-11-21T00:00:00.000Z.'],
  [
    'of a budget for less',
    null,
    [polled('av', ['IBM', 'AAPL'], 1)],
    'av is asked for 2 instruments, of which its budget allows 1 before 2026-11-21T00:00:00.000Z.',
  ],
  ['of what streams', ['IBM', 'BTC-USD'], [polled('av', ['IBM'])], 'av is asked for 1 instrument. No feed polls BTC-USD.'],
  ['of nothing at all', null, [polled('av', [])], 'No feed that polls follows any instrument.'],
  [
    'of a feed that nobody leads',
    ['IBM'],
    [polled('av', ['IBM'], 5, now - 120_000)],
    'av is asked for 1 instrument. No process leads it right now: the request waits for one.',
  ],
] as const)('the answer %s says so', (_, symbols, feeds, detail) => {
  expect(told(symbols, feeds)).toBe(detail);
});

it('the answer says what had been asked for already', () => {
  const feeds = [polled('av', ['IBM', 'AAPL'])];
  expect(told(null, feeds, () => 0)).toBe('av is asked for nothing new. 2 instruments had been asked for already.');
  expect(told(null, feeds, () => 1)).toBe('av is asked for 1 instrument. 1 instrument had been asked for already.');
});

it('symbols that nobody knows are named by their place, and shortened', () => {
  const mistakes = mistakesIn(['IBM', 'X'.repeat(1_000)], (symbol) => symbol === 'IBM');
  expect(mistakes).toEqual([{ code: 'NOT_FOUND', message: `There is no instrument ${'X'.repeat(24)}....`, field: ['symbols', '1'] }]);
  expect(mistakesIn(null, () => false)).toEqual([]);
  expect(mistakesIn([], () => true)).toMatchObject([{ code: 'INVALID' }]);
  expect(mistakesIn(Array(501).fill('IBM'), () => true)).toMatchObject([{ code: 'INVALID' }]);
});

it('a feed that no process has led for an hour polls no more', () => {
  const feeds = [polled('now', ['IBM']), polled('once', ['IBM'], 5, now - 3_600_000)];
  expect(stillPolled(feeds, now).map(({ name }) => name)).toEqual(['now']);
});
