import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { connected } from './database.ts';
import { type CandlesVerdict, judgeCandles } from './judge-candles.ts';
import { type GapsVerdict, judgeGaps } from './judge-gaps.ts';
import { type GraphVerdict, judgeGraph } from './judge-graph.ts';
import { type HeardVerdict, judgeHeard } from './judge-heard.ts';
import { readHeard } from './judge-subscriber.ts';
import { judgeTrades, type TradesVerdict } from './judge-trades.ts';
import { type LedgerEntry, readLedger } from './ledger-file.ts';
import { counted, judgeLine, type Line, type LineVerdict, readLines } from './lines.ts';

export interface LiveVerdict {
  readonly trades: TradesVerdict;
  readonly gaps: GapsVerdict;
  readonly candles: CandlesVerdict;
  readonly graph: GraphVerdict;
  readonly heard: HeardVerdict | null;
  readonly lines: readonly LineVerdict[];
}

const POLL_MS = 250;
/** Of what may still be missing then, nothing more is expected. */
const UNCHANGED_MS = 30_000;

/** For venues that are live: nothing has moved their times, and no order is promised. */
export async function judgeLive(directory: string, url: string, graphUrl: string): Promise<LiveVerdict> {
  const trades = await readLedgers(directory);
  const sources = [...new Set(trades.map(({ source }) => source))];
  return connected(url, async (client) => {
    const told = await judgeTrades(client, trades, {});
    const gaps = await judgeGaps(client, sources);
    const kept = told.lost > 0 ? await storedOf(client, trades) : trades;
    const lines = await readLines(client);
    const counting = counted(kept, lines);
    const heard = join(directory, 'heard.csv');
    return {
      trades: told,
      gaps,
      candles: await judgeCandles(client, counting, {}, { live: true }),
      graph: await judgeGraph(graphUrl, counting),
      heard: existsSync(heard) ? await judgeHeard(readHeard(heard), withoutLines(kept, lines)) : null,
      lines: lines.map((line) => judgeLine(line, counting)),
    };
  });
}

export async function readLedgers(directory: string): Promise<LedgerEntry[]> {
  const files = readdirSync(directory).filter((name) => /^ledger-.*\.csv$/.test(name));
  return (await Promise.all(files.map((name) => readLedger(join(directory, name))))).flat();
}

/** Of a line a subscriber hears whatever was active when it came, and candles are made of what was active when it happened. */
function withoutLines(trades: readonly LedgerEntry[], lines: readonly Line[]): LedgerEntry[] {
  const symbols = new Set(lines.map(({ symbol }) => symbol));
  return trades.filter(({ symbol }) => !symbols.has(symbol));
}

async function storedOf(client: pg.Client, trades: readonly LedgerEntry[]): Promise<LedgerEntry[]> {
  const { rows } = await client.query(
    'SELECT l.symbol, l.source, l.key FROM ledger l LEFT JOIN stored t USING (symbol, source, key) WHERE t.key IS NULL',
  );
  const lost = new Set(rows.map(({ symbol, source, key }) => `${symbol} ${source} ${key}`));
  return trades.filter(({ symbol, source, key }) => !lost.has(`${symbol} ${source} ${key}`));
}

/** How long after the last execution as many trades were stored as were executed; null when that did not happen in time. */
export async function drainLive(directory: string, url: string, limitMs: number): Promise<{ drainMs: number | null }> {
  const trades = await readLedgers(directory);
  const sources = [...new Set(trades.map(({ source }) => source))];
  const lastAt = trades.reduce((latest, { t }) => Math.max(latest, t), 0);
  const deadline = Date.now() + limitMs;
  let [seen, since] = [-1, Date.now()];
  while (Date.now() < deadline && Date.now() - since < UNCHANGED_MS) {
    const stored = await connected(url, async (client) => {
      const { rows } = await client.query('SELECT count(*) AS n FROM market.trades WHERE source = ANY($1)', [sources]);
      return Number(rows[0]?.['n']);
    }).catch(() => 0);
    if (stored >= trades.length) return { drainMs: Math.max(0, Date.now() - lastAt) };
    if (stored !== seen) [seen, since] = [stored, Date.now()];
    await sleep(POLL_MS);
  }
  return { drainMs: null };
}
