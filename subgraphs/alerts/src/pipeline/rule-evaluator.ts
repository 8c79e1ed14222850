import type { Batch, LoggedEvent } from '@marketgraph/bus';
import { type Clock, Fault, type Metrics } from '@marketgraph/service';
import type { AlertChange } from '../domain/alert.ts';
import type { Announcements } from '../storage/announcements.ts';
import {
  advance,
  areCurrent,
  type BatchTransaction,
  type EvaluatedPlace,
  type EvaluationStore,
  saveStates,
} from '../storage/evaluation-store.ts';
import { followWatchlist, forgetUser } from '../storage/follow-accounts.ts';
import { endAlert, writeAlert } from '../storage/write-alerts.ts';
import { Board } from './board.ts';
import { type Decided, decideBatch } from './decide-batch.ts';
import { evaluatedElsewhere, rulesChanged } from './faults.ts';
import { RuleIndex } from './rule-index.ts';
import { symbolsOf } from './sightings.ts';

const MOST_ATTEMPTS = 3;

/** Read -> decide (domain) -> write, for the one process that leads. Its methods wait for each other. */
export class RuleEvaluator {
  readonly #board: Board;
  readonly #places = new Map<number, EvaluatedPlace>();
  #index = new RuleIndex([]);
  #version = -1;
  #last: Promise<unknown> = Promise.resolve();
  readonly #fired;
  readonly #evaluations;

  constructor(
    private readonly store: EvaluationStore,
    private readonly announcements: Announcements,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.#board = new Board(store);
    this.#fired = metrics.counter('alerts_fired_total', 'Alerts that fired.');
    this.#evaluations = metrics.counter(
      'alert_evaluations_total',
      'Rules evaluated, once for each price, article or signal of each symbol.',
    );
  }

  /** Forgets what another leader may have changed since. */
  begin(): Promise<void> {
    return this.#alone(() => this.#begin());
  }

  handle(batch: Batch): Promise<void> {
    return this.#alone(() => this.#handle(batch));
  }

  /** Reads the rules again when they changed. Rules are written by other processes: their version is asked for, which, unlike a notification, is never missed. */
  refresh(): Promise<void> {
    return this.#alone(async () => {
      if ((await this.store.version()) !== this.#version) await this.#reload();
    });
  }

  /** What changed in mind only since the last time. */
  save(): Promise<void> {
    return this.#alone(() => this.#board.save());
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #begin(): Promise<void> {
    this.#board.clear();
    this.#places.clear();
    for (const place of await this.store.places()) this.#places.set(place.partition, place);
    await this.#reload();
  }

  async #reload(): Promise<void> {
    const version = await this.store.version();
    const rules = await this.store.enabledRules();
    this.#index = new RuleIndex(rules);
    this.#version = version;
    this.#board.forgetStates();
  }

  async #handle(batch: Batch): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#evaluate(batch);
      } catch (error) {
        this.#board.forget(batch.events.flatMap(({ event }) => symbolsOf(event)));
        const mended = error instanceof Fault && error.retryable && attempt < MOST_ATTEMPTS;
        if (!mended) throw error;
        await this.#begin();
      }
    }
  }

  async #evaluate(batch: Batch): Promise<void> {
    const events = batch.events.filter((logged) => this.#isAhead(logged));
    const last = events.at(-1);
    if (!last) return;
    const place = placeOf(last);
    const accounts = events.filter(({ event }) => event.type === 'WatchlistChanged' || event.type === 'AccountDeleted');
    await this.#recall(events);
    const decided = decideBatch(events, this.#index, this.#board);
    // Most entries change nothing: they cost no SQL, and the log acknowledges them by itself.
    if (accounts.length > 0 || decided.states.size > 0 || decided.steps.length > 0) await this.#write(batch, place, decided, accounts);
    this.#places.set(place.partition, place);
    this.#evaluations.inc(decided.evaluations);
    if (accounts.length > 0) await this.#reload();
  }

  #isAhead(logged: LoggedEvent): boolean {
    const { partition, epoch, position } = placeOf(logged);
    const done = this.#places.get(partition);
    return done === undefined || done.epoch !== epoch || position > done.position;
  }

  async #recall(events: readonly LoggedEvent[]): Promise<void> {
    const symbols = new Set(events.flatMap(({ event }) => symbolsOf(event)).filter((symbol) => this.#index.has(symbol)));
    await this.#board.recall([...symbols]);
    for (const symbol of symbols) this.#board.readings(symbol).follow(this.#index.windowsOf(symbol));
  }

  async #write(batch: Batch, place: EvaluatedPlace, decided: Decided, accounts: readonly LoggedEvent[]): Promise<void> {
    const states = [...decided.states.values()];
    const symbols = new Set(states.map(({ symbol }) => symbol));
    const changes = await this.store.transaction(async (client) => {
      if (!(await advance(client, place))) throw evaluatedElsewhere();
      if (!(await areCurrent(client, states))) throw rulesChanged();
      if (states.length > 0) await saveStates(client, states);
      if (symbols.size > 0) await this.store.saveReadings(this.#board.stored(symbols), client);
      const changed = [...(await writeSteps(client, decided)), ...(await this.#followAccounts(client, accounts))];
      await batch.acknowledgeIn(client);
      await this.announcements.alertsChanged(client, changed);
      return changed;
    });
    this.#board.saved(symbols);
    this.#fired.inc(changes.filter(({ cause }) => cause === 'TRIGGERED').length);
  }

  async #followAccounts(client: BatchTransaction, accounts: readonly LoggedEvent[]): Promise<AlertChange[]> {
    const changes: AlertChange[] = [];
    for (const { event } of accounts) {
      if (event.type === 'WatchlistChanged') changes.push(...(await followWatchlist(client, event.payload, this.clock.now())));
      if (event.type === 'AccountDeleted') await forgetUser(client, event.payload.userId);
    }
    return changes;
  }
}

async function writeSteps(client: BatchTransaction, { steps }: Decided): Promise<AlertChange[]> {
  const changes: AlertChange[] = [];
  for (const step of steps) changes.push(...('fire' in step ? await writeAlert(client, step.fire) : await endAlert(client, step.end)));
  return changes;
}

function placeOf({ partition, place }: LoggedEvent): EvaluatedPlace {
  return { partition, epoch: place.epoch, position: place.positions[partition] ?? 0 };
}
