// The ledger: knows the venues and plain SQL, and nothing of the system that it judges.
//   write DIRECTORY SEED SECONDS RATE       -> recorded sessions and what is in them
//   write-once DIRECTORY SEED SECONDS RATE  -> the same with nothing told twice, and with headlines
//   follow DIRECTORY DATABASE_URL           -> a line twice a second: how many trades are stored, and how many were due
//   judge DIRECTORY DATABASE_URL LIMIT_MS   -> waits until all is stored, then tells what is not as it was sent
//   drained DIRECTORY DATABASE_URL LIMIT_MS -> waits until all is stored, and tells when it was
//   judge-crowd DIRECTORY DATABASE_URL      -> the same of many subscribers, and how soon each heard something new after each kill
//   judge-resume DIRECTORY DATABASE_URL     -> what a client that came back again and again has not written down once and in order
//   drain-live DIRECTORY DATABASE_URL LIMIT_MS   -> waits until all is stored that venues which are live have executed (ledger-*.csv)
//   judge-live DIRECTORY DATABASE_URL GRAPH_URL  -> what of it is not as it was executed: in the store, in the API, with a subscriber
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { connected } from './database.ts';
import { follow } from './follow.ts';
import { judgeCandles } from './judge-candles.ts';
import { judgeCrowd } from './judge-crowd.ts';
import { drainLive, judgeLive } from './judge-live.ts';
import { judgeResume, readLines } from './judge-resume.ts';
import { judgeSubscriber, readHeard } from './judge-subscriber.ts';
import { judgeTrades, readShifts } from './judge-trades.ts';
import { distinct, type LedgerEntry, readLedger } from './ledger-file.ts';
import { writeSession } from './write-session.ts';

const POLL_MS = 250;

const [task, directory = '', ...rest] = process.argv.slice(2);
if (task === 'write') {
  const [seed = 0, seconds = 0, rate = 0] = rest.map(Number);
  print(writeSession(directory, { seed, seconds, rate }));
} else if (task === 'write-once') {
  const [seed = 0, seconds = 0, rate = 0] = rest.map(Number);
  print(writeSession(directory, { seed, seconds, rate, repeats: false, news: true }));
} else if (task === 'follow') {
  await follow(directory, rest[0] ?? '', print);
} else if (task === 'judge') {
  print(await judge(rest[0] ?? '', Number(rest[1])));
} else if (task === 'drained') {
  print({ drainedAt: await untilDrained(rest[0] ?? '', Date.now() + Number(rest[1])) });
} else if (task === 'judge-crowd') {
  print(await judgeCrowd(directory, rest[0] ?? ''));
} else if (task === 'judge-resume') {
  print(await judgeResume(directory, rest[0] ?? ''));
} else if (task === 'drain-live') {
  print(await drainLive(directory, rest[0] ?? '', Number(rest[1])));
} else if (task === 'judge-live') {
  print(await judgeLive(directory, rest[0] ?? '', rest[1] ?? ''));
} else {
  process.exitCode = 2;
}

async function judge(url: string, limitMs: number) {
  const told = await readLedger(join(directory, 'ledger.csv'));
  const trades = distinct(told);
  const drainedAt = await drained(url, trades, Date.now() + limitMs);
  return connected(url, async (client) => {
    const shifts = await readShifts(client, trades);
    const endsAt = Math.max(...told.slice(-1_000).map(({ t, source }) => t + (shifts[source] ?? 0)));
    const heard = join(directory, 'heard.csv');
    return {
      drainMs: drainedAt === null ? null : Math.max(0, drainedAt - endsAt),
      trades: await judgeTrades(client, trades, shifts),
      candles: await judgeCandles(client, trades, shifts),
      subscriber: existsSync(heard) ? await judgeSubscriber(readHeard(heard), told, shifts) : null,
    };
  });
}

/** Trades, and headlines where there are any. */
async function untilDrained(url: string, deadline: number): Promise<number | null> {
  const drainedAt = await drained(url, distinct(await readLedger(join(directory, 'ledger.csv'))), deadline);
  const headlines = join(directory, 'ledger-headlines.txt');
  const count = existsSync(headlines) ? readLines(headlines).length : 0;
  const stored = (client: pg.Client) =>
    client.query('SELECT count(*) AS n FROM news_sentiment.articles').then(({ rows }) => Number(rows[0].n));
  while (count > 0 && Date.now() < deadline && (await connected(url, stored).catch(() => 0)) < count) await sleep(POLL_MS);
  return drainedAt;
}

/** When as many trades were stored as were sent; null when that did not happen in time. */
async function drained(url: string, trades: readonly LedgerEntry[], deadline: number): Promise<number | null> {
  const sources = [...new Set(trades.map(({ source }) => source))];
  while (Date.now() < deadline) {
    const stored = await connected(url, async (client) => {
      const { rows } = await client.query('SELECT count(*) AS n FROM market.trades WHERE source = ANY($1)', [sources]);
      return Number(rows[0]?.['n']);
    }).catch(() => 0);
    if (stored >= trades.length) return Date.now();
    await sleep(POLL_MS);
  }
  return null;
}

function print(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
