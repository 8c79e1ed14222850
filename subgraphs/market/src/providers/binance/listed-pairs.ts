import type { RestClient } from '../rest/rest-answer.ts';
import { isRecord } from '../wire-mapper.ts';

/**
 * Which pairs Binance has. It answers the subscription to one that is none like any other, and tells nothing for ever. One call of little
 * weight tells the names of all of them.
 */
export class ListedPairs {
  #listed: ReadonlySet<string> = new Set();
  #isAsking = false;

  constructor(readonly rest: RestClient) {}

  /** Only when it is known: what nobody tells is not refused. */
  lacks(pair: string): boolean {
    return this.#listed.size > 0 && !this.#listed.has(pair);
  }

  /** Asks where one of these is not known. */
  async learn(pairs: readonly string[]): Promise<void> {
    if (this.#isAsking || pairs.every((pair) => this.#listed.has(pair))) return;
    this.#isAsking = true;
    // Without it everything goes on, and is asked for again with the next subscription.
    const answer = await this.rest.get('/api/v3/ticker/price', {}).catch(() => null);
    this.#isAsking = false;
    if (answer?.kind === 'OK') this.#listed = namesIn(answer.body);
  }
}

function namesIn(body: unknown): Set<string> {
  const rows: readonly unknown[] = Array.isArray(body) ? body : [];
  return new Set(rows.flatMap((row) => (isRecord(row) && typeof row['symbol'] === 'string' ? [row['symbol']] : [])));
}
