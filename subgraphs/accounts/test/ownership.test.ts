import { encodeId, type Viewer } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountsBench, openAccountsBench } from './accounts-bench.ts';

let bench: AccountsBench;
let owner: Viewer;
let stranger: Viewer;
let watchlistId: string;

beforeAll(async () => {
  bench = await openAccountsBench();
  owner = await bench.newViewer('owner@example.com');
  stranger = await bench.newViewer('stranger@example.com');
  const created = await bench.ask<{ createWatchlist: { watchlist: { id: string } } }>(
    owner,
    'mutation { createWatchlist(name: "Mine", symbols: ["AAPL"]) { watchlist { id } } }',
  );
  watchlistId = created.createWatchlist.watchlist.id;
});
afterAll(() => bench.close());

const entities = `query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on User { id email watchlists { name } } ... on Watchlist { id name symbols } } }`;
const userOf = (viewer: Viewer) => ({ __typename: 'User', id: encodeId('User', viewer.id) });
const watchlist = () => ({ __typename: 'Watchlist', id: watchlistId });

describe('what a user owns', () => {
  it('is answered to the user', async () => {
    const answer = await bench.ask(owner, entities, { of: [userOf(owner), watchlist()] });
    expect(answer).toMatchObject({ _entities: [{ email: 'owner@example.com', watchlists: [{ name: 'Mine' }] }, { name: 'Mine' }] });
  });

  it.each(['someone else', 'nobody'])('is not found by %s as an entity', async (who) => {
    const viewer = who === 'nobody' ? null : stranger;
    expect(await bench.ask(viewer, entities, { of: [userOf(owner), watchlist()] })).toEqual({ _entities: [null, null] });
  });

  it.each([
    ['updateWatchlist', 'updateWatchlist(id: $id, name: "Stolen") { watchlist { id } userErrors { code } }'],
    ['deleteWatchlist', 'deleteWatchlist(id: $id) { deletedId userErrors { code } }'],
  ])('is not found by someone else in %s, and needs signing in', async (name, field) => {
    const source = `mutation ($id: ID!) { ${field} }`;
    expect(await bench.ask(stranger, source, { id: watchlistId })).toMatchObject({ [name]: { userErrors: [{ code: 'NOT_FOUND' }] } });
    expect(await bench.ask(null, source, { id: watchlistId })).toMatchObject({ [name]: { userErrors: [{ code: 'UNAUTHENTICATED' }] } });
    expect(await bench.ask(owner, entities, { of: [watchlist()] })).toMatchObject({ _entities: [{ name: 'Mine' }] });
  });

  it.each([
    ['createWatchlist', 'createWatchlist(name: "X") { userErrors { code } }'],
    ['updateProfile', 'updateProfile(displayName: "X") { userErrors { code } }'],
    ['deleteAccount', 'deleteAccount(password: "correct horse") { userErrors { code } }'],
  ])('cannot be changed by nobody through %s', async (name, field) => {
    expect(await bench.ask(null, `mutation { ${field} }`)).toEqual({ [name]: { userErrors: [{ code: 'UNAUTHENTICATED' }] } });
  });

  it.each([
    ['no id at all', 'nonsense'],
    ['the id of another type', encodeId('Instrument', 'AAPL')],
    ['a key that Postgres cannot read', encodeId('Watchlist', '\u0000')],
    ['a key of nobody', encodeId('Watchlist', '00000000-0000-4000-8000-000000000000')],
  ])('is not found by %s', async (_, id) => {
    expect(
      await bench.ask(owner, entities, {
        of: [
          { __typename: 'Watchlist', id },
          { __typename: 'User', id },
        ],
      }),
    ).toEqual({ _entities: [null, null] });
    const source = 'mutation ($id: ID!) { deleteWatchlist(id: $id) { userErrors { code } } }';
    expect(await bench.ask(owner, source, { id })).toEqual({ deleteWatchlist: { userErrors: [{ code: 'NOT_FOUND' }] } });
  });
});

describe('the viewer', () => {
  it('is the user who asks, and null for a stranger or a token of a deleted account', async () => {
    expect(await bench.ask(owner, '{ viewer { email } }')).toEqual({ viewer: { email: 'owner@example.com' } });
    expect(await bench.ask(null, '{ viewer { email } }')).toEqual({ viewer: null });
    expect(await bench.ask({ id: 'gone', role: 'USER' }, '{ viewer { email } }')).toEqual({ viewer: null });
  });

  it('changes name and address, but not to an address that is taken', async () => {
    const source =
      'mutation ($d: String, $e: EmailAddress) { updateProfile(displayName: $d, email: $e) { user { displayName email } userErrors { code field } } }';
    const mover = await bench.newViewer('mover@example.com');
    expect(await bench.ask(mover, source, { d: 'Moved', e: 'Moved@example.com' })).toMatchObject({
      updateProfile: { user: { displayName: 'Moved', email: 'moved@example.com' } },
    });
    expect(await bench.ask(mover, source, { e: 'owner@example.com' })).toMatchObject({
      updateProfile: { user: null, userErrors: [{ code: 'TAKEN', field: ['email'] }] },
    });
  });

  it('is gone with everything after deleting the account, and others are told', async () => {
    const leaver = await bench.newViewer('leaver@example.com');
    await bench.ask(leaver, 'mutation { createWatchlist(name: "Left", symbols: ["AAPL"]) { watchlist { id } } }');
    const remove = 'mutation ($p: String!) { deleteAccount(password: $p) { deletedId userErrors { code } } }';
    expect(await bench.ask(leaver, remove, { p: 'wrong password' })).toMatchObject({
      deleteAccount: { userErrors: [{ code: 'INVALID' }] },
    });
    expect(await bench.ask(leaver, remove, { p: 'correct horse' })).toMatchObject({
      deleteAccount: { deletedId: encodeId('User', leaver.id) },
    });
    expect((await bench.signIn('leaver@example.com')).userErrors[0]?.code).toBe('UNAUTHENTICATED');
    const told = (await bench.events()).flatMap((event) => {
      if (event.type === 'AccountDeleted' && event.payload.userId === leaver.id) return ['account'];
      return event.type === 'WatchlistChanged' && event.payload.userId === leaver.id && event.payload.symbols === null ? ['watchlist'] : [];
    });
    expect(told.toSorted()).toEqual(['account', 'watchlist']);
  });
});
