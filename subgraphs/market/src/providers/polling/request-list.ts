import type { Instrument } from '../../domain/instrument.ts';
import type { PollingRequest, PollingVenue } from './polling-venue.ts';

/** What a feed asks for: the requests of each of its instruments, and which of them are in a hurry. */
export class RequestList {
  readonly #instruments = new Map<string, Instrument>();
  readonly #requests = new Map<string, PollingRequest>();
  readonly #listed = new Map<string, Instrument>();
  readonly #hurried = new Set<string>();

  constructor(
    readonly venue: PollingVenue,
    instruments: readonly Instrument[],
  ) {
    for (const instrument of instruments) this.add(instrument);
  }

  get instruments(): readonly Instrument[] {
    return [...this.#instruments.values()];
  }

  /** False where the provider has nothing to be asked for. */
  add(instrument: Instrument): boolean {
    const requests = this.venue.requests(instrument);
    if (requests.length === 0) return false;
    this.#instruments.set(instrument.symbol, instrument);
    for (const request of requests) {
      this.#requests.set(request.id, request);
      this.#listed.set(request.venue, instrument);
    }
    return true;
  }

  all(): readonly PollingRequest[] {
    return [...this.#requests.values()];
  }

  byId(id: string): PollingRequest {
    return found(this.#requests, id);
  }

  /** One of those that keep the hours of a venue. */
  listedAt(venue: string): Instrument {
    return found(this.#listed, venue);
  }

  /** How many of these symbols will be asked for at once: their prices, or their days where no prices are told. */
  hurry(symbols: readonly string[], most: number): number {
    const wanted = [...new Set(symbols)].flatMap((symbol) => {
      const own = this.all().filter((request) => request.symbol === symbol);
      return own.find(({ kind }) => kind === 'PRICE') ?? own[0] ?? [];
    });
    const asked = wanted.slice(0, Math.max(most - this.#hurried.size, 0));
    for (const { id } of asked) this.#hurried.add(id);
    return asked.length;
  }

  hurried(): PollingRequest | null {
    const [id] = this.#hurried;
    return id === undefined ? null : this.byId(id);
  }

  done(id: string): void {
    this.#hurried.delete(id);
  }
}

function found<T>(items: ReadonlyMap<string, T>, key: string): T {
  const item = items.get(key);
  if (item === undefined) throw new Error(`${key} is not among what this feed asks for.`);
  return item;
}
