import { type Outcome, refuse } from './outcome.ts';
import type { WatchlistStore } from './ports.ts';
import { checkName } from './user.ts';
import { checkSymbols, MOST_WATCHLISTS, type Watchlist, withoutRepeats } from './watchlist.ts';

const unknown = () => refuse('NOT_FOUND', 'You have no such watchlist.', 'id');

/** A list of someone else is answered exactly like one that does not exist. */
export class Watchlists {
  constructor(private readonly store: WatchlistStore) {}

  ofUser(userId: string): Promise<Watchlist[]> {
    return this.store.ofUser(userId);
  }

  find(ids: readonly string[], userId: string): Promise<Watchlist[]> {
    return this.store.find(ids, userId);
  }

  async create(userId: string, name: string, symbols: readonly string[], now: number): Promise<Outcome<Watchlist>> {
    const errors = [...checkName(name, 'name'), ...checkSymbols(symbols)];
    if (errors.length > 0) return { errors };
    const added = await this.store.add(userId, name.trim(), withoutRepeats(symbols), MOST_WATCHLISTS, now);
    return added ? { value: added } : refuse('LIMIT_REACHED', `You can have ${MOST_WATCHLISTS} watchlists.`);
  }

  async update(
    id: string | null,
    userId: string,
    name: string | null,
    symbols: readonly string[] | null,
    now: number,
  ): Promise<Outcome<Watchlist>> {
    if (id === null) return unknown();
    const errors = [...(name === null ? [] : checkName(name, 'name')), ...(symbols === null ? [] : checkSymbols(symbols))];
    if (errors.length > 0) return { errors };
    const changed = await this.store.change(id, userId, name?.trim() ?? null, symbols && withoutRepeats(symbols), now);
    return changed ? { value: changed } : unknown();
  }

  async remove(id: string | null, userId: string, now: number): Promise<Outcome<true>> {
    return id !== null && (await this.store.remove(id, userId, now)) ? { value: true } : unknown();
  }
}
