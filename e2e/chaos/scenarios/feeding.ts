import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ChaosOptions } from '../options.ts';
import type { ChaosStack } from '../stack/chaos-stack.ts';

/** Long enough for the first positions of the feeds to be on Redis' disk: a feed that begins anew would be another one. */
const SETTLED_MS = 2_500;
const LIMIT_MS = 60_000;

/** Starts ingest; resolves when trades have been coming in for a moment, with when the last one is due. */
export async function feeding(
  stack: Pick<ChaosStack, 'ingest' | 'postgres'>,
  { seconds }: ChaosOptions,
): Promise<{ beganAt: number; endsAt: number }> {
  await stack.ingest.start();
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const beganAt = await firstReceived(stack.postgres.url);
    if (beganAt !== null) {
      await sleep(Math.max(0, beganAt + SETTLED_MS - Date.now()));
      return { beganAt, endsAt: beganAt + seconds * 1_000 };
    }
    await sleep(200);
  }
  throw new Error(`No trade was stored within ${LIMIT_MS / 1_000} s.`);
}

async function firstReceived(url: string): Promise<number | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT extract(epoch FROM min(received_at)) * 1000 AS at FROM market.trades');
    return rows[0].at === null ? null : Number(rows[0].at);
  } finally {
    await client.end();
  }
}
