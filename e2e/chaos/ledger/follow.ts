import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connected } from './database.ts';
import { readShifts } from './judge-trades.ts';
import { distinct, readLedger } from './ledger-file.ts';

export interface Progress {
  readonly at: number;
  /** Null while Postgres does not answer. */
  readonly stored: number | null;
  /** How many trades had been told by then. */
  readonly due: number;
}

const POLL_MS = 500;

/** Tells for ever how far the store is behind the tape. */
export async function follow(directory: string, url: string, tell: (progress: Progress) => void): Promise<never> {
  const trades = distinct(await readLedger(join(directory, 'ledger.csv')));
  const sources = [...new Set(trades.map(({ source }) => source))];
  const shifts = await connected(url, (client) => readShifts(client, trades));
  const times = Float64Array.from(trades, ({ t, source }) => t + (shifts[source] ?? 0)).sort();
  for (;;) {
    const stored = await connected(url, async (client) => {
      const { rows } = await client.query('SELECT count(*) AS n FROM market.trades WHERE source = ANY($1)', [sources]);
      return Number(rows[0]?.['n']);
    }).catch(() => null);
    const at = Date.now();
    tell({ at, stored, due: countUntil(times, at) });
    await sleep(POLL_MS);
  }
}

function countUntil(times: Float64Array, instant: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
