import { type AlertRule, MOST_RULES } from './alert-rule.ts';
import { changeRule, checkRule, type RuleChange, type RuleInput } from './check-rule.ts';
import type { RuleState } from './evaluate.ts';
import { type Outcome, refuse } from './outcome.ts';
import type { ChannelStore, RuleStore } from './ports.ts';

const unknown = () => refuse('NOT_FOUND', 'You have no such alert rule.', 'id');

/** The watchlists known here follow those of accounts by an instant: a rule may be written right after its watchlist. */
const WATCHLIST_LOOKS = 20;
const BETWEEN_LOOKS_MS = 100;

/** A rule of someone else is answered exactly like one that does not exist. */
export class Rules {
  constructor(
    private readonly store: RuleStore,
    private readonly channels: ChannelStore,
    private readonly pause: (ms: number) => Promise<void>,
  ) {}

  ofUser(userId: string): Promise<AlertRule[]> {
    return this.store.ofUser(userId);
  }

  statesOf(ruleIds: readonly string[], userId: string): Promise<Map<string, Map<string, RuleState>>> {
    return this.store.statesOf(ruleIds, userId);
  }

  async create(userId: string, input: RuleInput, channelKeys: readonly string[], now: number): Promise<Outcome<AlertRule>> {
    const checked = checkRule(input, now);
    if ('errors' in checked) return checked;
    const refused = (await this.#refuseWatchlist(userId, input.watchlistId)) ?? (await this.#refuseChannels(userId, channelKeys, now));
    if (refused) return refused;
    const added = await this.store.add(userId, checked.value, MOST_RULES, now);
    if (added) return { value: added };
    if (await this.store.isForgotten(userId)) return refuse('UNAUTHENTICATED', 'This account was deleted.');
    return refuse('LIMIT_REACHED', `You can have ${MOST_RULES} alert rules.`);
  }

  async update(
    id: string | null,
    userId: string,
    change: RuleChange,
    channelKeys: readonly string[],
    now: number,
  ): Promise<Outcome<AlertRule>> {
    const owned = id !== null && (await this.store.ofUser(userId)).some((rule) => rule.id === id);
    if (!owned) return unknown();
    const refused =
      (await this.#refuseWatchlist(userId, change.watchlistId ?? null)) ?? (await this.#refuseChannels(userId, channelKeys, now));
    if (refused) return refused;
    return (await this.store.change(id, userId, (rule) => changeRule(rule, change, now), now)) ?? unknown();
  }

  async remove(id: string | null, userId: string, now: number): Promise<Outcome<true>> {
    return id !== null && (await this.store.remove(id, userId, now)) ? { value: true } : unknown();
  }

  async #refuseWatchlist(userId: string, watchlistId: string | null): Promise<ReturnType<typeof refuse> | null> {
    if (watchlistId === null) return null;
    for (let look = 1; !(await this.store.ownsWatchlist(userId, watchlistId)); look++) {
      if (look === WATCHLIST_LOOKS) return refuse('NOT_FOUND', 'You have no such watchlist.', 'input', 'watchlistId');
      await this.pause(BETWEEN_LOOKS_MS);
    }
    return null;
  }

  async #refuseChannels(userId: string, keys: readonly string[], now: number): Promise<ReturnType<typeof refuse> | null> {
    if (keys.length === 0) return null;
    const { id } = await this.channels.inApp(userId, now);
    return keys.every((key) => key === id) ? null : refuse('NOT_FOUND', 'You have no such channel.', 'input', 'channelIds');
  }
}
