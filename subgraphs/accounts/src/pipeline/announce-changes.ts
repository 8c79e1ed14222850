import type { Log } from '@marketgraph/bus';
import type { NewEvent } from '@marketgraph/events';
import type { WatchlistChange } from '../domain/watchlist.ts';
import type { Announcements } from '../storage/announcements.ts';

/** What accounts tells the others: who watches what, and who is gone. */
export function announceChanges(log: Log): Announcements {
  return {
    watchlistChanged: (client, change, now) => log.appendIn(client, [watchlistEvent(change, now)]),
    accountDeleted: (client, userId, watchlists, now) =>
      log.appendIn(client, [
        ...watchlists.map(({ id, name }) => watchlistEvent({ id, userId, name, symbols: null }, now)),
        { type: 'AccountDeleted', key: userId, occurredAt: now, receivedAt: now, payload: { userId } },
      ]),
  };
}

function watchlistEvent({ id, userId, name, symbols }: WatchlistChange, now: number): NewEvent<'WatchlistChanged'> {
  const payload = { watchlistId: id, userId, name, symbols: symbols && [...symbols] };
  return { type: 'WatchlistChanged', key: id, occurredAt: now, receivedAt: now, payload };
}
