import { encodeId, type Viewer } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountsBench, openAccountsBench } from './accounts-bench.ts';

interface WatchlistAnswer {
  watchlist: { id: string; name: string; symbols: string[]; instruments: { id: string; symbol: string }[] } | null;
  userErrors: { code: string; field: string[] | null }[];
}

const payload = '{ watchlist { id name symbols instruments { id symbol } } userErrors { code field } }';
let bench: AccountsBench;
let viewer: Viewer;

beforeAll(async () => {
  bench = await openAccountsBench();
  viewer = await bench.newViewer('watcher@example.com');
});
afterAll(() => bench.close());

async function create(who: Viewer | null, name: string, symbols: string[]): Promise<WatchlistAnswer> {
  const source = `mutation ($n: String!, $s: [String!]!) { createWatchlist(name: $n, symbols: $s) ${payload} }`;
  return (await bench.ask<{ createWatchlist: WatchlistAnswer }>(who, source, { n: name, s: symbols })).createWatchlist;
}

async function update(id: string, change: { name?: string; symbols?: string[] }): Promise<WatchlistAnswer> {
  const source = `mutation ($id: ID!, $n: String, $s: [String!]) { updateWatchlist(id: $id, name: $n, symbols: $s) ${payload} }`;
  return (await bench.ask<{ updateWatchlist: WatchlistAnswer }>(viewer, source, { id, n: change.name, s: change.symbols })).updateWatchlist;
}

describe('a watchlist', () => {
  it('keeps each symbol once, in the order given, and refers to its instruments', async () => {
    const { watchlist } = await create(viewer, ' Tech ', ['MSFT', 'AAPL', 'MSFT']);
    expect(watchlist).toMatchObject({ name: 'Tech', symbols: ['MSFT', 'AAPL'] });
    expect(watchlist?.instruments[1]).toEqual({ id: encodeId('Instrument', 'AAPL'), symbol: 'AAPL' });
  });

  it('is created empty when no symbols are given', async () => {
    const { createWatchlist } = await bench.ask<{ createWatchlist: WatchlistAnswer }>(
      viewer,
      `mutation { createWatchlist(name: "Later") ${payload} }`,
    );
    expect(createWatchlist.watchlist?.symbols).toEqual([]);
  });

  it('refuses what is no symbol and says which', async () => {
    expect((await create(viewer, 'Bad', ['AAPL', 'no symbol'])).userErrors).toEqual([{ code: 'INVALID', field: ['symbols', '1'] }]);
  });

  it('has at most 500 symbols', async () => {
    const symbols = Array.from({ length: 501 }, (_, index) => `S${index}`);
    expect((await create(viewer, 'Long', symbols)).userErrors).toMatchObject([{ code: 'LIMIT_REACHED' }]);
  });

  it('keeps what a change leaves out', async () => {
    const { watchlist } = await create(viewer, 'Energy', ['XOM']);
    expect((await update(watchlist?.id ?? '', { symbols: ['CVX'] })).watchlist).toMatchObject({ name: 'Energy', symbols: ['CVX'] });
    expect((await update(watchlist?.id ?? '', { name: 'Oil' })).watchlist).toMatchObject({ name: 'Oil', symbols: ['CVX'] });
  });

  it('is told to the others at each change, the last time without symbols', async () => {
    const { watchlist } = await create(viewer, 'Told', ['AAPL']);
    await update(watchlist?.id ?? '', { symbols: [] });
    await bench.ask(viewer, 'mutation ($id: ID!) { deleteWatchlist(id: $id) { deletedId } }', { id: watchlist?.id });
    const told = (await bench.events()).flatMap((event) => (event.type === 'WatchlistChanged' ? [event.payload] : []));
    expect(told.filter(({ name }) => name === 'Told').map(({ symbols }) => symbols)).toEqual([['AAPL'], [], null]);
  });
});

describe('the number of watchlists', () => {
  it('ends at 50, however many are created at once', async () => {
    const collector = await bench.newViewer('collector@example.com');
    const answers = await Promise.all(Array.from({ length: 55 }, (_, index) => create(collector, `List ${index}`, [])));
    expect(answers.filter(({ watchlist }) => watchlist)).toHaveLength(50);
    expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(Array(5).fill('LIMIT_REACHED'));
  });
});
